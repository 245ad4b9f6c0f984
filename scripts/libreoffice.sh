# shellcheck shell=bash
# LibreOffice Calc without a screen, for the tests of the review's workbook.
# They say why they are skipped where it is missing, so this warns and stops nothing.

has_libreoffice() {
  has soffice && /usr/bin/python3 -c 'import uno' >/dev/null 2>&1
}

want_libreoffice() {
  has_libreoffice && return
  apt_install libreoffice-calc-nogui python3-uno && has_libreoffice && return
  say "! LibreOffice がありません。「apt-get install libreoffice-calc-nogui python3-uno」で入れてください（このまま続けます）。"
  say "  LibreOffice is missing: apt-get install libreoffice-calc-nogui python3-uno (going on without)."
}
