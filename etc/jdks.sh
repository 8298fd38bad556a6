# Finds the JDKs of this machine. Sourced by the launcher and by the checks; works with bash 3.2.

# Prints the real path of a file, following symbolic links.
cwm_real_path() {
  local path=$1 target
  while [ -L "$path" ]; do
    target=$(readlink "$path")
    case $target in
      /*) path=$target ;;
      *) path=$(dirname "$path")/$target ;;
    esac
  done
  printf '%s/%s\n' "$(cd -P "$(dirname "$path")" && pwd)" "$(basename "$path")"
}

# Prints the value of a key in a JDK's file "release", without its quotes.
cwm_release() {
  sed -n "s/^$2=\"\{0,1\}\([^\"]*\)\"\{0,1\}[[:space:]]*$/\1/p" "$1/release" 2>/dev/null | head -n 1
}

# Prints the major version of the JDK in a directory, or nothing if there is none.
cwm_major() {
  local version
  [ -x "$1/bin/java" ] && [ -f "$1/release" ] || return 0
  version=$(cwm_release "$1" JAVA_VERSION)
  version=${version#1.}
  version=${version%%[!0-9]*}
  printf '%s\n' "$version"
}

# Prints the home of the `java` on the PATH, or nothing.
cwm_path_java_home() {
  local java
  java=$(command -v java 2>/dev/null) || return 0
  java=$(cwm_real_path "$java")
  dirname "$(dirname "$java")"
}

# Prints one line "major<TAB>home" for every JDK found, newest first; among equals the one named by JAVA_HOME, then the
# one on the PATH, then its siblings.
cwm_jdks() {
  local named on_path
  named=${JAVA_HOME:-}
  on_path=$(cwm_path_java_home)
  {
    [ -z "$named" ] || printf '%s\n' "$named"
    [ -z "$on_path" ] || printf '%s\n' "$on_path"
    local home root jdk
    for home in "$named" "$on_path"; do
      # A JDK of macOS lives in NAME.jdk/Contents/Home, a nested runtime in JDK/jre.
      [ -n "$home" ] && [ -d "$home" ] || continue
      home=$(cd -P "$home" && pwd)
      root=$(dirname "${home%/Contents/Home}")
      # Never list the whole file system or a system directory because a JDK sits directly below it.
      case $root in / | /usr | /usr/local | "${HOME:-/}") continue ;; esac
      for jdk in "$root"/*/ "$root"/*/Contents/Home/; do printf '%s\n' "$jdk"; done
    done
    for root in "${SDKMAN_DIR:-${HOME:-}/.sdkman}/candidates/java" "${HOME:-}/.jdks" \
      "${HOME:-}/Library/Java/JavaVirtualMachines" /Library/Java/JavaVirtualMachines; do
      for jdk in "$root"/*/ "$root"/*/Contents/Home/; do printf '%s\n' "$jdk"; done
    done
  } | while IFS= read -r home; do
    [ -d "$home" ] || continue
    home=$(cd -P "$home" && pwd)
    major=$(cwm_major "$home")
    [ -z "$major" ] || printf '%s\t%s\n' "$major" "$home"
  done | awk -F '\t' '!seen[$2]++' | sort -s -t "$(printf '\t')" -k 1,1nr
}
