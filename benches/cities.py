"""City figures: the ministry's files, the R5 tables and 1,741 settlement cards, against pandas. `python3 benches/cities.py [RUNS]`"""

import decimal
import json
import os
import pathlib
import sqlite3
import statistics
import sys

from common import BINARY, HERE, ROOT, fresh, machine, peer, prepare, timed, verdict

DATA = pathlib.Path(os.environ.get("HENKAKU_SHARED_DATA", ROOT / ".." / "shared" / "data")).resolve()
MAPPING = ROOT / "mappings" / "settlement-card.toml"


def ours():
    """Three commands, as a city gives them; the code table is there already."""
    folder = fresh("cities-ours")
    ministry, r5 = (sorted((DATA / of).iterdir()) for of in ("ministry-fiscal-indicators", "fiscal-indicators-2023"))
    timed([BINARY, "import", "municipalities", DATA / "municipality-codes" / "localgovjp-utf8.csv", "--data", folder])
    figures, total = 0, [0.0, 0.0, 0.0]
    for command in (
        ["indicators", *ministry],
        ["indicators", *r5, "--year", 2023],
        ["cards", DATA / "settlement-cards-2023" / "municipalities.csv", "--year", 2023],
    ):
        out, seconds, processor, memory = timed([BINARY, "import", *command, "--data", folder, "--format", "json"])
        report = json.loads(out)
        if not report["usable"]:
            sys.exit(f"not usable: {command[0]}")
        figures += sum(file["figures"] for file in report["files"])
        total = [total[0] + seconds, total[1] + processor, max(total[2], memory)]
    return folder / "henkaku.sqlite", total, 0.0


def theirs():
    folder = fresh("cities-peer")
    database = folder / "peer.sqlite"
    command = [peer("python"), "-W", "ignore", HERE / "cities_peer.py"]
    timed([*command, "prepare", DATA, database, MAPPING])
    out, *total = timed([*command, "import", DATA, database, MAPPING])
    found = json.loads(out)
    if found["faults"]:
        sys.exit(f"the peer finds {found['faults']} figures that are no numbers")
    return database, total, found["starting_s"]


def figures(database):
    """Every figure stored, by file, indicator, year and city, as a number whatever its noughts; and the averages."""
    found = {}
    db = sqlite3.connect(database)
    series = "select file_name, indicator, s.fiscal_year, figures from city_series s join city_source o on o.id = source_id"
    for file, indicator, year, lines in db.execute(series):
        for line in lines.splitlines():
            code, figure, row = line.split(" ")
            found[file, indicator, year, int(code)] = figure if figure == "-" else decimal.Decimal(figure)
    averages = "select file_name, indicator, a.fiscal_year, city_group, figure from city_average a join city_source o on o.id = source_id"
    for *key, figure in db.execute(averages):
        found[tuple(key)] = decimal.Decimal(figure)
    return found


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    if not DATA.is_dir():
        sys.exit(f"SKIPPED: {DATA} is absent; HENKAKU_SHARED_DATA names the folder of the published files")
    prepare()
    print(f"17 ministry files, 2 tables of R5, 1,741 settlement cards of 537 columns; {machine()}")
    taken = {"Henkaku, three commands": [], "pandas + sqlite3, one program": []}
    starting = []
    for _ in range(runs):
        (our_database, our_figures, _), (peer_database, peer_figures, start) = ours(), theirs()
        taken["Henkaku, three commands"].append(our_figures)
        taken["pandas + sqlite3, one program"].append(peer_figures)
        starting.append(start)
    our_found, peer_found = figures(our_database), figures(peer_database)
    if our_found != peer_found:
        differing = [key for key in our_found.keys() | peer_found.keys() if our_found.get(key) != peer_found.get(key)]
        shown = [(key, our_found.get(key), peer_found.get(key)) for key in sorted(differing, key=str)[:10]]
        sys.exit(f"{len(differing)} figures differ, so nothing is compared: {shown}")
    print(f"  both store the same {len(our_found):,} figures, dashes and averages")
    median = {name: [statistics.median(column) for column in zip(*of)] for name, of in taken.items()}
    for name, (seconds, processor, memory) in median.items():
        print(f"  {name}: {seconds:.2f} s, processor {processor:.2f} s, memory {memory:.0f} MB")
    (our_seconds, _, our_memory), (peer_seconds, _, peer_memory) = median.values()
    ratio = peer_seconds / our_seconds
    verdict("times faster than pandas + sqlite3", f"{ratio:.1f}", "at least 5", ratio >= 5)
    bare = (peer_seconds - statistics.median(starting)) / our_seconds
    print(f"           times faster when starting Python and pandas ({statistics.median(starting):.2f} s) does not count: {bare:.1f}")
    print(f"           memory: {peer_memory / our_memory:.1f} times less")


if __name__ == "__main__":
    main()
