"""Pages: Henkaku against Datasette over the same 100,000 programs. `python3 benches/serve.py [ROWS] [SECONDS]`

Needs `wrk` on the path. Also starts an existing database and takes the whole list as CSV.
"""

import csv as csv_module
import itertools
import json
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import unicodedata
import urllib.parse
import urllib.request

import make_programs
from common import BINARY, HERE, WORK, Server, henkaku, inventory, machine, peer, prepare, programs_csv, verdict
from peer_words import DIRECTIONS, bigrams

CONNECTIONS = 16
SORTS = {"name": "name", "cost": "cost_yen", "general": "general_yen", "department": "department", "id": "external_id"}


def words():
    """The two-character words of the texts, as the people who wrote them would search."""
    vocabulary = [*make_programs.TOPICS, *make_programs.ACTIONS, *make_programs.WAYS, *make_programs.AIMS]
    return sorted({text[at:at + 2] for text in vocabulary for at in range(len(text) - 1)})


def peer_database(rows):
    """The table of the list for Datasette: an index on every column the list sorts or filters by, search by bigrams."""
    csv, _ = programs_csv(rows)
    path = WORK / f"peer-{rows}.sqlite"
    if path.exists() and path.stat().st_mtime > csv.stat().st_mtime:
        return path
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute(
        "create table programs (id integer primary key, external_id text, name text, department text, kan text,"
        " fiscal_year integer, cost_yen integer, general_yen integer, direction text)"
    )
    connection.execute("create virtual table programs_fts using fts5(grams, content='', detail=none, columnsize=0)")
    number = lambda text: int(unicodedata.normalize("NFKC", text).replace(",", "").replace("▲", "-"))
    seen = set()
    with open(csv, encoding="cp932", newline="") as file:
        for row in csv_module.DictReader(file):
            if row["事業番号"] in seen or row["事業費（円）"] == "調整中":
                continue
            seen.add(row["事業番号"])
            listed = (row["事業番号"], row["事業名"], f"{row['部局']} › {row['課']}", row["款"], 2024,
                      number(row["事業費（円）"]), number(row["一般財源（円）"]), row["方向性"])
            connection.execute("insert into programs values (?, ?, ?, ?, ?, ?, ?, ?, ?)", (len(seen), *listed))
            texts = [row[name] for name in ("事業名", "概要", "根拠法令", "対象", "意図", "部局", "課")]
            connection.execute("insert into programs_fts (rowid, grams) values (?, ?)", (len(seen), bigrams(texts)))
    for column in [*SORTS.values(), "direction", "kan"]:
        connection.execute(f"create index programs_{column} on programs ({column})")
    connection.execute("insert into programs_fts (programs_fts) values ('optimize')")
    connection.commit()
    connection.execute("analyze")
    connection.execute("vacuum")
    connection.close()
    return path


def datasette(path):
    """Datasette with what makes it fastest: an immutable file, its counts known, no suggestions of facets."""
    metadata = {"databases": {path.stem: {"tables": {"programs": {"fts_table": "programs_fts", "fts_pk": "id"}}}}}
    (WORK / "metadata.json").write_text(json.dumps(metadata))
    counts = subprocess.run([peer("datasette"), "inspect", path], check=True, capture_output=True, text=True).stdout
    (WORK / "inspect.json").write_text(counts)
    command = [peer("datasette"), "serve", "-i", path, "--inspect-file", WORK / "inspect.json",
               "--metadata", WORK / "metadata.json", "--setting", "suggest_facets", "off",
               "--setting", "default_page_size", "50", "--port", "PORT"]
    return Server(command, f"/{path.stem}/programs")


def questions(folder, table):
    """The same questions as pairs of addresses, ours and theirs: every sort either way with every filter, or word."""
    known = sqlite3.connect(folder / "henkaku.sqlite")
    departments = dict(known.execute(
        "select p.name || ' › ' || c.name, c.id from department c join department p on p.id = c.parent_id order by c.id"
    ))
    known.close()
    words_ours = {"direction": DIRECTIONS.get, "department": departments.get, "kan": str}
    directions, kans = sorted(set(make_programs.DIRECTIONS)), [kan for kan, _ in make_programs.KANS]
    filters = [{}, *({"direction": value} for value in directions), *({"kan": value} for value in kans),
               *({"department": value} for value in departments),
               *({"direction": one, "kan": other} for one, other in itertools.product(directions, kans))]

    def pair(sort, descending, text, chosen):
        ours = {"sort": sort, "order": "desc" if descending else "asc", **({"q": text} if text else {})}
        ours |= {name: words_ours[name](value) for name, value in chosen.items()}
        theirs = {"_sort_desc" if descending else "_sort": SORTS[sort], **({"_search": text} if text else {}), **chosen}
        encode = urllib.parse.urlencode
        return f"/programs?{encode(ours)}", f"/{table}/programs?{encode(theirs)}"

    orders = list(itertools.product(SORTS, [False, True]))
    shuffle = random.Random(1).sample
    lists = [pair(sort, descending, "", chosen) for sort, descending in orders for chosen in filters]
    searches = [pair(sort, descending, word, {}) for sort, descending in orders for word in words()]
    return {
        "list, another question each time": shuffle(lists, len(lists)),
        "search for two characters, another each time": shuffle(searches, len(searches)),
        "list, the same page again and again": [pair("cost", True, "", {})],
    }


def load(server, lines, seconds):
    """Asks a server for the addresses over 16 connections."""
    file = WORK / "addresses.txt"
    file.write_text("\n".join(lines) + "\n")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "--latency",
               "-s", HERE / "words.lua", server.address, "--", file]
    out = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout
    figures = json.loads(next(line for line in out.splitlines() if line.startswith("{")))
    if figures["errors"]:
        sys.exit(f"{figures['errors']} requests failed; nothing is compared")
    return figures


def same_totals(ours, theirs, pairs):
    """Both must find as many programs, or nothing worth comparing is compared."""
    for mine, other in pairs:
        total = re.search(r"([\d,]+) rows?\b", theirs.get(other).decode())[1]
        if not re.search(rf"(?<![\d,]){total}(?![\d,])", ours.get(mine).decode()):
            sys.exit(f"the sides disagree on {urllib.parse.unquote(mine)}: Datasette finds {total}")


def starts(folder):
    for path in ["/health", "/", "/programs"]:
        taken = []
        for _ in range(5):
            with henkaku(folder, path) as server:
                taken.append(server.start_seconds * 1000)
        middle = statistics.median(taken)
        label = f"start of the process to the first 200 of {path}"
        if path == "/programs":
            print(f"           {label}: {middle:.0f} ms")
        else:
            verdict(label, f"{middle:.0f} ms, median of 5", "under 300 ms", middle < 300)


def take_everything(folder):
    """The whole list as CSV: it is streamed, so memory must not grow with it."""
    with henkaku(folder, "/programs") as server:
        before = server.memory_mb("VmHWM")
        start, size, lines = time.monotonic(), 0, 0
        with urllib.request.urlopen(f"{server.address}/programs.csv", timeout=120) as answer:
            while piece := answer.read(1 << 16):
                size, lines = size + len(piece), lines + piece.count(b"\r\n")
        seconds = time.monotonic() - start
        after = server.memory_mb("VmHWM")
    print(f"           /programs.csv: {lines - 1:,} rows, {size / 1e6:.0f} MB in {seconds:.1f} s; "
          f"most memory {before:.0f} MB before it, {after:.0f} MB after it")


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed: apt-get install wrk")
    prepare()
    folder, peer_path = inventory(rows), peer_database(rows)
    size = BINARY.stat().st_size / 1e6
    print(f"pages over {rows:,} programs, {CONNECTIONS} connections, {seconds} s each; {machine()}")
    verdict("binary", f"{size:.1f} MB", "under 30 MB", size < 30)
    starts(folder)
    take_everything(folder)
    with henkaku(folder, "/programs") as ours, datasette(peer_path) as theirs:
        print(f"           memory after the first list: {ours.memory_mb():.0f} MB")
        for label, pairs in questions(folder, peer_path.stem).items():
            same_totals(ours, theirs, pairs[:10])
            compare(label, pairs, ours, theirs, seconds)
        print(f"           memory after the load: {ours.memory_mb():.0f} MB, at most {ours.memory_mb('VmHWM'):.0f} MB")


def compare(label, pairs, ours, theirs, seconds):
    our_lines, their_lines = zip(*pairs)
    load(ours, our_lines, 1), load(theirs, their_lines, 1)
    mine, other = load(ours, our_lines, seconds), load(theirs, their_lines, seconds)
    print(f"  {label} ({len(pairs):,} addresses)")
    for name, figures in [("Henkaku", mine), ("Datasette", other)]:
        print(f"    {name:<10} {figures['requests_a_second']:>9,.1f} requests/s, p50 {figures['p50_ms']:.1f} ms, "
              f"p99 {figures['p99_ms']:.1f} ms, {figures['bytes'] / max(figures['requests'], 1) / 1000:.0f} kB a page")
    ratio = mine["requests_a_second"] / other["requests_a_second"]
    verdict("times the requests per second", f"{ratio:.0f}", "at least 10", ratio >= 10)
    verdict("p99", f"{mine['p99_ms']:.1f} ms", "under 25 ms", mine["p99_ms"] < 25)


if __name__ == "__main__":
    main()
