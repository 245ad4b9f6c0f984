"""Edits a workbook in LibreOffice as a person would, without a screen, and saves it.

    python3 edit.py IN OUT PROFILE [SHEET!CELL=TEXT | SHEET!CELL:=NUMBER | SHEET!+ROWS@AT | =SHEET>NAME]...

`=TEXT` types a text, `:=NUMBER` a number, `+ROWS@AT` inserts rows, `=SHEET>NAME` renames a sheet. OUT ends in .xlsx or .ods.
Prints one line of JSON: per sheet its visibility, protection, and the drop-downs and open cells that LibreOffice sees.
"""

import json
import os
import re
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.ValidationType import LIST


def value(name, what):
    made = PropertyValue()
    made.Name, made.Value = name, what
    return made


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # it has not begun to listen yet
            time.sleep(0.1)
    raise SystemExit("soffice does not answer")


def edit(book, what):
    if renamed := re.fullmatch(r"=(.+)>(.+)", what):
        book.Sheets.getByName(renamed[1]).Name = renamed[2]
        return
    if inserted := re.fullmatch(r"(.+)!\+(\d+)@(\d+)", what):
        sheet = book.Sheets.getByName(inserted[1])
        sheet.unprotect("")
        sheet.Rows.insertByIndex(int(inserted[3]) - 1, int(inserted[2]))
        return
    place, is_number, text = re.fullmatch(r"(.+?![A-Z]+\d+)(:?)=(.*)", what, re.S).groups()
    name, cell = place.split("!")
    cell = book.Sheets.getByName(name).getCellRangeByName(cell)
    if is_number:
        cell.Value = float(text)
    else:
        cell.String = text


def describe(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    lists = opened = 0
    for row in range(min(last.EndRow + 1, 40)):
        for column in range(min(last.EndColumn + 1, 60)):
            cell = sheet.getCellByPosition(column, row)
            lists += cell.Validation.Type == LIST
            opened += not cell.CellProtection.IsLocked
    return {
        "name": sheet.Name,
        "visible": sheet.IsVisible,
        "protected": sheet.isProtected(),
        "lists": lists,
        "open": opened,
    }


def main(source, target, profile, *edits):
    pipe = f"henkaku{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        book = desktop.loadComponentFromURL(f"file://{source}", "_blank", 0, (value("Hidden", True),))
        told = [describe(sheet) for sheet in book.Sheets]
        for what in edits:
            edit(book, what)
        kind = "calc8" if target.endswith(".ods") else "Calc MS Excel 2007 XML"
        book.storeToURL(f"file://{target}", (value("FilterName", kind),))
        book.close(True)
        try:
            desktop.terminate()
        except Exception:  # it may be gone before it answers
            pass
        print(json.dumps(told, ensure_ascii=False))
    finally:
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()


main(*sys.argv[1:])
