# shellcheck shell=bash
# What ./run and ./test share: short messages, and installing what is missing.
# Nothing here touches the network or the package manager when nothing is missing.

# The repository's root, whatever the current folder is called.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }

# die 日本語 English: one line each, then stop.
die() {
  printf '✗ %s\n  %s\n' "$1" "$2" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Debian puts some tools where an ordinary user's PATH does not reach; rustup's cargo may not be in PATH yet.
PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin:/usr/local/sbin:/usr/sbin:/sbin"
export PATH

# Runs a command as root: directly, or by sudo; fails when neither is possible.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo "$@"
  else
    return 1
  fi
}

# apt_install PACKAGE…: true when all are installed at the end. Says what it does; details only when it fails.
# A service started by a package must not keep our lock (9).
apt_install() {
  has apt-get || return 1
  say "・必要なものを入れています: $* / Installing: $*"
  local log
  log=$(mktemp)
  if as_root env DEBIAN_FRONTEND=noninteractive sh -c '
      apt-get update -qq
      exec apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 "$@"' sh "$@" >"$log" 2>&1 9>&-; then
    rm -f "$log"
    return 0
  fi
  tail -n 3 "$log" >&2
  rm -f "$log"
  return 1
}

# Only one ./run or ./test installs at a time; the others wait and then find things installed.
lock_installs() {
  mkdir -p "$root/target"
  exec 9>"$root/target/.install.lock"
  if has flock; then flock 9; fi
}

unlock_installs() { exec 9>&-; }

need_cargo() {
  has cargo || die \
    "Rust（cargo）がありません。https://rustup.rs の手順で入れてから、もう一度実行してください。" \
    "Rust (cargo) is missing. Install it as https://rustup.rs describes and run this again."
}

can_compile_c() {
  local dir ok=1
  has cc || return 1
  dir=$(mktemp -d)
  printf '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n' >"$dir/probe.c"
  cc "$dir/probe.c" -o "$dir/probe" >/dev/null 2>&1 && ok=0
  rm -rf "$dir"
  return "$ok"
}

need_c_compiler() {
  can_compile_c && return
  apt_install gcc libc6-dev && can_compile_c && return
  die "C コンパイラ（cc）がなく、入れることもできません。管理者に「apt-get install gcc libc6-dev」を頼んでください。" \
    "A C compiler (cc) is missing and could not be installed. Ask for: apt-get install gcc libc6-dev"
}

has_japanese_font() {
  [ "$(uname -s)" = Linux ] || return 0
  if has fc-list; then
    [ -n "$(fc-list :lang=ja family 2>/dev/null)" ]
    return
  fi
  find /usr/share/fonts /usr/local/share/fonts "$HOME/.local/share/fonts" "$HOME/.fonts" -type f \
    \( -iname 'BIZUD*' -o -iname 'Noto*CJK*' -o -iname 'NotoSansJP*' -o -iname 'ipa*.ttf' -o -iname 'TakaoG*' \) \
    2>/dev/null | grep -q .
}

# A missing font spoils pictures but stops nothing, so it is a warning.
want_japanese_font() {
  has_japanese_font && return
  apt_install fonts-morisawa-bizud-gothic && has_japanese_font && return
  say "! 日本語フォントがありません。「apt-get install fonts-morisawa-bizud-gothic」で入れてください（このまま続けます）。"
  say "  No Japanese font was found: apt-get install fonts-morisawa-bizud-gothic (going on without)."
}

# Where cargo puts what it builds, as an absolute path.
target_dir() {
  case "${CARGO_TARGET_DIR:-}" in
    "") printf '%s\n' "$root/target" ;;
    /*) printf '%s\n' "$CARGO_TARGET_DIR" ;;
    *) printf '%s\n' "$root/$CARGO_TARGET_DIR" ;;
  esac
}
