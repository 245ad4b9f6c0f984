# shellcheck shell=bash
# The type-setter `press`: its fonts, the tools its tests look at pages with, and its build behind a running server.

# True where one of the families press sets type with is installed; a Japanese font alone is not enough (fonts.rs of press).
has_press_font() {
  [ "$(uname -s)" = Linux ] || return 0
  has fc-list || { has_japanese_font; return; }
  fc-list : family 2>/dev/null | grep -qE '(^|,)(BIZ UDP?Gothic|Noto Sans (CJK )?JP|IPA(ex|P)Gothic)(,|$)'
}

# A missing font stops PDF and nothing else, so it is a warning.
want_press_font() {
  has_press_font && return
  apt_install fonts-morisawa-bizud-gothic && has_press_font && return
  say "! PDF の文書に使えるフォントがありません。「apt-get install fonts-morisawa-bizud-gothic」で入れてください（このまま続けます）。"
  say "  No font for PDF documents was found: apt-get install fonts-morisawa-bizud-gothic (going on without)."
}

# Without them the tests that read pages say why they are skipped.
want_poppler() {
  has pdftotext && has pdftoppm && return
  apt_install poppler-utils && has pdftotext && return
  say "! pdftotext がありません。「apt-get install poppler-utils」で入れてください（このまま続けます）。"
  say "  pdftotext is missing: apt-get install poppler-utils (going on without)."
}

# veraPDF checks PDF/UA-1 from outside. No package registry has it, so it is used where somebody installed it.
has_verapdf() { has verapdf; }

# shellcheck disable=SC2154  # root: need.sh
# Builds the worker at full optimisation, with least claim on the processors, while the server $1 (a process id) runs.
build_press_behind() {
  local server=$1 log
  log=$(target_dir)/press-build.log
  # The server's own first words come first.
  sleep 3
  say "・文書を組版する press をあとから構築します（初回は10分ほど。サーバーは使えます） / Building press, which sets documents, in the background"
  (cd "$root" && exec nice -n 15 cargo build --release --locked -p press --quiet) >"$log" 2>&1 &
  local build=$!
  # A server that was stopped takes its build with it.
  while kill -0 "$build" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { kill "$build" 2>/dev/null; return; }
    sleep 2
  done
  if wait "$build"; then
    # Cargo leaves a program that was fresh as it is; the next start shall not ask again.
    touch "$(target_dir)/release/press"
    say "✓ press ができました。PDF の文書を作れます / press is ready: documents can be made as PDF"
  else
    say "! press を構築できませんでした（$log）。PDF のほかは使えます / press was not built; everything but PDF works"
    tail -n 3 "$log" >&2
  fi
}
