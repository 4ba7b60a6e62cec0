# Sourced by mvnw and by the scripts in deploy/: exports a JAVA_HOME that is JDK 25 or newer.
# Order: JAVA_HOME when new enough, JDK25_HOME, then the places where JDKs usually are.
MIMIR_JDK_WANTED=25
mimir_jdk_feature() {
  sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release" 2>/dev/null || :
}
mimir_jdk_found=$(mimir_jdk_feature "${JAVA_HOME:-/nonexistent}")
if [ "${mimir_jdk_found:-0}" -lt "$MIMIR_JDK_WANTED" ]; then
  mimir_jdk_best=
  for mimir_jdk_dir in ${JDK25_HOME:+"$JDK25_HOME"} /usr/lib/jvm/* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -x "$mimir_jdk_dir/bin/javac" ] || continue
    mimir_jdk_found=$(mimir_jdk_feature "$mimir_jdk_dir")
    [ "${mimir_jdk_found:-0}" -ge "$MIMIR_JDK_WANTED" ] && { mimir_jdk_best=$mimir_jdk_dir; break; }
  done
  if [ -z "$mimir_jdk_best" ]; then
    echo "mimir: JDK $MIMIR_JDK_WANTED or newer is needed; set JAVA_HOME or JDK25_HOME" >&2
    exit 1
  fi
  JAVA_HOME=$mimir_jdk_best
  export JAVA_HOME
fi
