# shellcheck shell=bash
# The browser tests: Debian's Chromium, Node and the packages the lock file names.

# shellcheck disable=SC2154  # root: need.sh
browser_dir=$root/tests/browser

# The first Chromium-like browser of this machine.
chromium_path() {
  local name
  if [ -n "${HENKAKU_CHROMIUM:-}" ]; then
    printf '%s\n' "$HENKAKU_CHROMIUM"
    return
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 1
}

# True for Node 18.19 or newer with npm beside it.
has_node() {
  has npm && has node &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 19) ? 0 : 1)'
}

has_node_packages() {
  cmp -s "$browser_dir/package-lock.json" "$browser_dir/node_modules/.installed-lock.json"
}

need_browser() {
  chromium_path >/dev/null || apt_install chromium || true
  chromium_path >/dev/null || die \
    "Chromium がなく、入れることもできません。管理者に「apt-get install chromium」を頼んでください。" \
    "Chromium is missing and could not be installed. Ask for: apt-get install chromium"
  has_node || apt_install nodejs npm || true
  has_node || die \
    "Node.js 18.19 以上と npm がなく、入れることもできません。管理者に「apt-get install nodejs npm」を頼んでください。" \
    "Node.js 18.19 or newer with npm is missing and could not be installed. Ask for: apt-get install nodejs npm"
  has_node_packages && return
  say "・Node のパッケージを入れています / Installing Node packages"
  (cd "$browser_dir" && npm ci --loglevel=error >&2 9>&-) || die \
    "tests/browser の npm ci に失敗しました。通信を確かめてください。" \
    "npm ci failed in tests/browser; check the network."
  cp "$browser_dir/package-lock.json" "$browser_dir/node_modules/.installed-lock.json"
}

browser_tests() {
  local chromium
  chromium=$(chromium_path) || return
  HENKAKU_CHROMIUM=$chromium HENKAKU_BIN=${HENKAKU_BIN:-$(target_dir)/debug/henkaku} \
    node --test --test-reporter=spec "$browser_dir"/*.test.mjs
}
