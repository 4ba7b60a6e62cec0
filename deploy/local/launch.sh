# Sourced by up, down and status: builds what they need and starts the launcher.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
launcher=$root/deploy/local/launcher/target/launcher.jar
stamp=$root/target/local-build.stamp
# It asks folders that may not be there.
set +e
. "$root/.mvn/select-jdk.sh"
set -e

# What `up` starts; `mvnw clean` in a module takes its part away and leaves the stamp.
parts="$launcher $root/deploy/fleet/target/fleet.jar"
for service in flag-service campaign-service dispatch-service ingest-service \
  osquery-release-service deploy/gateway; do
  parts="$parts $root/$service/target/quarkus-app/quarkus-run.jar"
done

# Whether a source is newer than the last build, or what the build makes is not there.
build_needed() {
  [ -f "$stamp" ] || return 0
  local part
  for part in $parts; do [ -f "$part" ] || return 0; done
  [ -n "$(find "$root" \
    \( -name target -o -name node_modules -o -name .git -o -path "$root/data" \) -prune -o \
    -type f \( -path '*/src/*' -o -name pom.xml -o -path "$root/console/*" \) \
    -newer "$stamp" -print -quit)" ]
}

# One build at a time: two ups on one checkout would write the same files.
# MIMIR_LOCAL_BUILD=off: what is there is started, for callers that have just built it.
build() {
  [ "${MIMIR_LOCAL_BUILD:-on}" = off ] && return 0
  mkdir -p "$root/target"
  build_needed || return 0
  locked_build
}

# down and status never wait for a build of everything; they need the launcher and nothing else.
build_launcher() {
  [ -f "$launcher" ] || build
}

locked_build() {
  local next=$stamp.next
  if command -v flock >/dev/null; then
    exec 9>"$root/target/local-build.lock"
    flock 9
    build_needed || { exec 9>&-; return 0; }
  fi
  echo "mimir: building; the first time takes some minutes" >&2
  # Of before the build, so that what is edited meanwhile counts as newer.
  touch "$next"
  "$root/mvnw" -q -f "$root/pom.xml" -Dquick package
  mv "$next" "$stamp"
  # Closed before the launcher starts: it would inherit the lock and hold it as long as it lives.
  if command -v flock >/dev/null; then exec 9>&-; fi
}

launch() {
  exec "$JAVA_HOME/bin/java" -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    --enable-native-access=ALL-UNNAMED "-Dmimir.root=$root" \
    -cp "$launcher:${launcher%/*}/lib/*" mimir.local.LocalStack "$@"
}
