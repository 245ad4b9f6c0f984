"""The evaluation book of 3,000 sheets as tagged PDF, against WeasyPrint. `python3 benches/press.py [SHEETS]`

The same documents, made of the illustrative edition by `publish`, are set by the release build of `press` (a process a volume, one
after another and two at a time) and, as HTML with the same words, tables, heads and page numbers, by WeasyPrint (PyPI, in its own
environment under target/). WeasyPrint is given the smallest volume; its time for the whole is what it took a page, times the pages,
unless WHOLE=1 asks for all of it: a volume alone takes it minutes.
"""

import concurrent.futures
import html
import json
import os
import pathlib
import subprocess
import sys
import time

from common import ROOT, WORK, machine

SHEETS = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
FOLDER = WORK / "press" / f"evaluation-{SHEETS}"
PRESS = pathlib.Path(os.environ.get("HENKAKU_PRESS", ROOT / "target" / "release" / "press"))
PEER = WORK / "press" / "venv"
STYLE = """
@page { size: A4; margin: 25mm 20mm 22mm; @top-left { content: string(head); font-size: 8pt } @bottom-center { content: counter(page) } }
body { font-family: "BIZ UDPGothic", "Noto Sans CJK JP", sans-serif; font-size: 10.5pt; line-height: 1.7; text-align: justify }
h1 { string-set: head content(); break-before: page; font-size: 17pt; border-bottom: 1.2pt solid #0017c1 }
h2 { font-size: 13.5pt; border-left: 3pt solid #0017c1; padding-left: 8pt }
table { width: 100%; border-collapse: collapse; font-size: 9pt; line-height: 1.4 }
thead { display: table-header-group } tr { break-inside: avoid }
td, th { border: .4pt solid #888; padding: 4pt } th { background: #e8ecf7 } td.n { text-align: right }
.form { break-inside: avoid } .page { break-before: page } .note { font-size: 8.5pt }
nav a::after { content: leader(".") target-counter(attr(href), page) } nav a { display: block; color: black; text-decoration: none }
"""


def inline(items):
    return "".join(html.escape(i.get("text") or i.get("shown") or i.get("base") or "").replace("\n", "<br>") for i in items)


def cell(value, column, total):
    shown = value.get("shown") or value.get("text") or "―"
    tag = "strong" if total else "span"
    return f"<td{' class=n' if column['is_figure'] else ''}><{tag}>{html.escape(shown)}</{tag}></td>"


def table(block):
    heads = "".join(f"<th scope=col>{html.escape(column['head'])}</th>" for column in block["columns"])
    rows = "".join(
        "<tr>" + "".join(cell(c, column, row["is_total"]) for c, column in zip(row["cells"], block["columns"])) + "</tr>"
        for row in block["rows"]
    )
    caption = f"<caption>{html.escape(block['caption'])} {html.escape(block['unit'])}</caption>"
    notes = "".join(f"<p class=note>{html.escape(note)}</p>" for note in block["notes"])
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{notes}"


def block_html(block, number):
    kind = block["block"]
    if kind == "heading":
        level = min(block["level"], 6)
        return f"<h{level} id=h{number}>{html.escape(block['text'])}</h{level}>"
    if kind in ("paragraph", "note"):
        return f"<p class={kind}>{inline(block['text'])}</p>"
    if kind == "list":
        tag = "ol" if block["numbered"] else "ul"
        return f"<{tag}>" + "".join(f"<li>{inline(item)}</li>" for item in block["items"]) + f"</{tag}>"
    if kind == "table":
        return table(block)
    if kind == "chart":
        below = table(block["table"]) if block["table"] else ""
        return f"<figure>{block['svg']}<figcaption>{html.escape(block['caption'])}</figcaption></figure>{below}"
    if kind == "form":
        rows = "".join(f"<tr><th scope=row>{html.escape(r['label'])}</th><td>{inline(r['value'])}</td></tr>" for r in block["rows"])
        return f"<div class=form><p><strong>{html.escape(block['title'])}</strong></p><table>{rows}</table></div>"
    if kind == "term":
        return f"<dl><dt>{html.escape(block['name'])}</dt><dd>{inline(block['meaning'])}</dd></dl>"
    return "<div class=page></div>"


def page(document):
    blocks = document["blocks"]
    contents = "".join(
        f"<a href='#h{n}'>{html.escape(b['text'])}</a>" for n, b in enumerate(blocks) if b["block"] == "heading" and b["level"] <= 2
    )
    body = "".join(block_html(b, n) for n, b in enumerate(blocks))
    return (
        f"<!doctype html><html lang=ja><head><meta charset=utf-8><title>{html.escape(document['title'])}</title>"
        f"<style>{STYLE}</style></head><body><p style='font-size:26pt'>{html.escape(document['title'])}</p>"
        f"<nav>{contents}</nav>{body}</body></html>"
    )


def measured(command, source=None, target=None):
    """Seconds and the most memory in MB of a command."""
    out = WORK / "press" / f"measured-{os.getpid()}-{time.monotonic_ns()}.txt"
    with open(source or os.devnull, "rb") as reads, open(target or os.devnull, "wb") as writes:
        start = time.monotonic()
        run = subprocess.run(
            ["/usr/bin/time", "-f", "%M", "-o", out, *map(str, command)], stdin=reads, stdout=writes, stderr=subprocess.PIPE, text=True
        )
        seconds = time.monotonic() - start
    memory = int(out.read_text().split()[-1]) / 1024
    out.unlink()
    if run.returncode:
        sys.exit(f"{command[0]}: {run.stderr[-2000:]}")
    return seconds, memory, run.stderr


def prepare():
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["cargo", "run", "--quiet", "--locked", "-p", "publish", "--example", "documents", "--", "evaluation", str(SHEETS), FOLDER],
        cwd=ROOT, check=True,
    )
    if "HENKAKU_PRESS" not in os.environ:
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "-p", "press"], cwd=ROOT, check=True)
    if not (PEER / "bin" / "weasyprint").exists():
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        subprocess.run([PEER / "bin" / "python", "-m", "pip", "install", "--quiet", "weasyprint"], check=True)


def ours(volumes, at_once):
    def one(volume):
        seconds, memory, said = measured([PRESS], volume, volume.with_suffix(".pdf"))
        return seconds, memory, json.loads(said.strip().splitlines()[-1])["pages"]

    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(at_once) as workers:
        runs = list(workers.map(one, volumes))
    return time.monotonic() - start, max(memory for _, memory, _ in runs), sum(pages for *_, pages in runs)


def theirs(volume):
    source = volume.with_suffix(".html")
    source.write_text(page(json.loads(volume.read_text(encoding="utf-8"))), encoding="utf-8")
    target = volume.with_suffix(".peer.pdf")
    seconds, memory, _ = measured([PEER / "bin" / "weasyprint", "--quiet", "--pdf-variant", "pdf/ua-1", source, target])
    info = subprocess.run(["pdfinfo", target], capture_output=True, text=True).stdout
    return seconds, memory, int(info.split("Pages:")[1].split()[0])


def main():
    if "SKIP_PREPARE" not in os.environ:
        prepare()
    volumes = sorted(FOLDER.glob("[0-9][0-9].json"))
    print(f"{SHEETS} sheets in {len(volumes)} volumes; {machine()}")
    one_by_one, memory, pages = ours(volumes, 1)
    print(f"press, one volume after another: {one_by_one:.1f} s, {pages} pages, {pages / one_by_one:.0f} pages/s, {memory:.0f} MB at most")
    two, memory_two, _ = ours(volumes, 2)
    print(f"press, two volumes at a time: {two:.1f} s, {memory_two:.0f} MB at most each")
    by_size = sorted(volumes, key=lambda volume: volume.stat().st_size)
    # The summary is a few tables; a volume of sheets is what the book is made of.
    asked = by_size if "WHOLE" in os.environ else [by_size[1] if len(by_size) > 1 else by_size[0]]
    runs = [theirs(volume) for volume in asked]
    their_seconds, their_pages = sum(run[0] for run in runs), sum(run[2] for run in runs)
    rate = their_pages / their_seconds
    print(f"WeasyPrint, {len(asked)} of {len(volumes)} volumes: {their_seconds:.1f} s, {their_pages} pages, {rate:.1f} pages/s, {max(run[1] for run in runs):.0f} MB")
    our_rate = pages / min(one_by_one, two)
    times = our_rate / rate
    print(f"press sets {times:.1f} times as many pages a second; target 10: {'met' if times >= 10 else 'MISSED'}")
    print(f"memory below 1,500 MB: {'met' if max(memory, memory_two) < 1500 else 'MISSED'}")
    sys.exit(0 if times >= 10 and max(memory, memory_two) < 1500 else 1)


if __name__ == "__main__":
    main()
