#!/usr/bin/env bash
# Signs osquery binaries for Mimir. Needs openssl 3, coreutils and sed. The private key stays where CI keeps its secrets:
# no server of Mimir ever sees it.
#
#   sign-osquery-manifest.sh keygen KEY.pem
#       makes a key pair; prints the public key, for MIMIR_RELEASE_PUBLIC_KEYS
#   sign-osquery-manifest.sh public-key KEY.pem
#       prints the public key of a private one
#   sign-osquery-manifest.sh sign --key KEY.pem --version V --os OS --arch ARCH [--url URL] [--timestamp T] BINARY
#       prints what to register, as JSON: the body of POST /api/v1/osquery-releases
#   sign-osquery-manifest.sh verify --public-key HEX [--binary BINARY] SIGNED.json
#       exit code 0 when the key has signed it, it is fresh, and the binary is the one
#
# OS: linux, darwin, windows or freebsd; ARCH: amd64 or arm64; T: RFC 3339 in UTC, default now.
set -euo pipefail
umask 077

die() {
  echo "sign-osquery-manifest: $*" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

hex() { od -An -v -tx1 | tr -d ' \n'; }
unhex() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }
matches() { [[ $1 =~ ^($2)$ ]]; }

# A key that others can read has been read.
private_key() {
  [ -f "$1" ] || die "there is no key $1"
  local mode
  mode=$(stat -L -c %a "$1")
  [ "$((0$mode & 077))" -eq 0 ] || die "$1 can be read by others (mode $mode): chmod 600 it, or make another"
  openssl pkey -in "$1" -noout -text 2>/dev/null | head -1 | grep -q '^ED25519 Private-Key' ||
    die "$1 is no Ed25519 private key"
}

public_key() { openssl pkey -in "$1" -pubout -outform DER | tail -c 32 | hex; }

# Fields are validated before the bytes are built, so that none can hold a line break.
manifest() {
  matches "$version" '[A-Za-z0-9._+-]{1,64}' && [ "$version" != . ] && [ "$version" != .. ] ||
    die "version is 1 to 64 of A-Z a-z 0-9 . _ + -"
  matches "$os" 'linux|darwin|windows|freebsd' || die "os is linux, darwin, windows or freebsd"
  matches "$arch" 'amd64|arm64' || die "arch is amd64 or arm64"
  matches "$url" '/api/[A-Za-z0-9._~/-]{1,200}' || die "url is a path that starts with /api/"
  case $url in *..* | *//*) die "url has .. or //" ;; esac
  matches "$sha256" '[0-9a-f]{64}' || die "sha256 is 64 hexadecimal digits in lower case"
  matches "$timestamp" '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z' &&
    [ "$(date -u -d "$timestamp" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)" = "$timestamp" ] ||
    die "timestamp is RFC 3339 in UTC with whole seconds: 2026-04-04T12:00:00Z"
  local age=$(($(date +%s) - $(date -u -d "$timestamp" +%s)))
  [ "$age" -ge -600 ] || die "timestamp is more than 10 minutes ahead: agents would refuse it"
  [ "$age" -le $((365 * 24 * 3600)) ] || die "timestamp is more than 365 days ago: agents would refuse it"
  printf 'mimir-osquery-manifest-v1\nversion=%s\nos=%s\narch=%s\nurl=%s\nsha256=%s\ntimestamp=%s\n' \
    "$version" "$os" "$arch" "$url" "$sha256" "$timestamp" >"$work/manifest"
}

keygen() {
  [ $# -eq 1 ] || die "keygen KEY.pem"
  [ ! -e "$1" ] || die "$1 exists; a key is never overwritten"
  openssl genpkey -algorithm ed25519 -out "$1"
  chmod 600 "$1"
  public_key "$1"
  echo
}

sign() {
  local key='' version='' os='' arch='' url='' timestamp='' binary='' sha256
  while [ $# -gt 0 ]; do
    case $1 in
      --key | --version | --os | --arch | --url | --timestamp)
        [ $# -ge 2 ] || die "$1 needs a value"
        printf -v "${1#--}" %s "$2"
        shift 2
        ;;
      -*) die "unknown option $1" ;;
      *)
        [ -z "$binary" ] || die "one binary at a time"
        binary=$1
        shift
        ;;
    esac
  done
  [ -n "$key" ] || die "sign needs --key"
  private_key "$key"
  [ -f "$binary" ] || die "there is no binary ${binary:-(none named)}"
  [ -s "$binary" ] || die "$binary is empty"
  sha256=$(openssl dgst -sha256 -r "$binary" | cut -c1-64)
  [ -n "$timestamp" ] || timestamp=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  [ -n "$url" ] || url=/api/v1/osquery/binary/$os/$arch/$version/osqueryd
  manifest
  openssl pkeyutl -sign -rawin -inkey "$key" -in "$work/manifest" -out "$work/signature"
  cat <<JSON
{
  "version": "$version",
  "os": "$os",
  "arch": "$arch",
  "download_url": "$url",
  "sha256": "$sha256",
  "signature": "$(hex <"$work/signature")",
  "manifest_timestamp": "$timestamp"
}
JSON
}

field() {
  local value
  value=$(sed -n "s/^ *\"$1\": \"\\([^\"\\\\]*\\)\",\\{0,1\\}\$/\\1/p" "$2")
  [ "$(wc -l <<<"$value")" -eq 1 ] && [ -n "$value" ] || die "$2 has no single $1, one field a line"
  printf %s "$value"
}

verify() {
  local public='' binary='' signed='' version os arch url sha256 timestamp signature
  while [ $# -gt 0 ]; do
    case $1 in
      --public-key)
        public=${2:-}
        shift 2 || die "--public-key needs a value"
        ;;
      --binary)
        binary=${2:-}
        shift 2 || die "--binary needs a value"
        ;;
      -*) die "unknown option $1" ;;
      *)
        signed=$1
        shift
        ;;
    esac
  done
  matches "$public" '[0-9a-fA-F]{64}' || die "--public-key is 64 hexadecimal digits"
  public=${public,,}
  # Points of small order (RFC 7748, 6.1, and their other encodings): under them one signature is
  # valid for many messages. The highest bit is the sign of x.
  case $(printf '%s%02x' "${public:0:62}" $((0x${public:62:2} & 0x7f))) in
    0000000000000000000000000000000000000000000000000000000000000000 | \
      0100000000000000000000000000000000000000000000000000000000000000 | \
      26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05 | \
      c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a | \
      ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f | \
      edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f | \
      eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f)
      die "--public-key is a point of small order, and no key pair has it"
      ;;
  esac
  [ -f "$signed" ] || die "there is no file ${signed:-(none named)}"
  version=$(field version "$signed") os=$(field os "$signed") arch=$(field arch "$signed")
  url=$(field download_url "$signed") sha256=$(field sha256 "$signed")
  timestamp=$(field manifest_timestamp "$signed") signature=$(field signature "$signed")
  matches "$signature" '[0-9a-f]{128}' || die "signature is 128 hexadecimal digits"
  manifest
  # The fixed head of an Ed25519 public key in DER, RFC 8410.
  unhex "302a300506032b6570032100$public" >"$work/public.der"
  unhex "$signature" >"$work/signature"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/public.der" -rawin -in "$work/manifest" \
    -sigfile "$work/signature" >/dev/null 2>&1 || die "the signature does not verify"
  if [ -n "$binary" ]; then
    [ "$(openssl dgst -sha256 -r "$binary" | cut -c1-64)" = "$sha256" ] || die "$binary is not what was signed"
  fi
  echo "verified: osquery $version for $os/$arch, signed $timestamp"
}

case ${1:-} in
  keygen) shift && keygen "$@" ;;
  public-key) shift && [ $# -eq 1 ] && private_key "$1" && public_key "$1" && echo ;;
  sign) shift && sign "$@" ;;
  verify) shift && verify "$@" ;;
  *)
    sed -n '2,15s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
