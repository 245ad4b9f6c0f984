"""The main pages over the 5,664 national review sheets. `python3 benches/national_pages.py [TIMES]`

Imports the folder `national-review-sheets-2024` of the shared data, opens a review over it, and asks each page in turn, one request at
a time, by the binary `HENKAKU_BINARY` names (a release build by default). It prints the median and the slowest; nothing is compared.
"""

import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from common import BINARY, ROOT, Server, fresh

DATA = pathlib.Path(os.environ.get("HENKAKU_SHARED_DATA", ROOT / ".." / "shared" / "data")).resolve()
SHEETS = DATA / "national-review-sheets-2024"


def imported():
    """A data folder with the sheets; how long the import took."""
    folder = fresh("national")
    started = time.perf_counter()
    command = [BINARY, "import", "national", SHEETS, "--data", folder, "--format", "json"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    seconds = time.perf_counter() - started
    if report["imported"] != 5_664 or report["models"]["links"] != 28_293:
        sys.exit(f"not the sheets expected: {report['imported']} programs, {report['models']['links']} links")
    print(f"import: {report['imported']} programs, {report['models']['links']} links in {seconds:.1f} s")
    return folder


def pages(folder):
    """What is asked, with the program of the largest model among it."""
    known = sqlite3.connect(folder / "henkaku.sqlite")
    largest, = known.execute("select program_id from reference_model order by nodes desc, program_id limit 1").fetchone()
    known.close()
    word = urllib.parse.quote("防災")
    return [
        "/", "/programs", f"/programs?q={word}", "/programs?sort=cost&order=desc", "/programs/1", f"/programs/{largest}",
        "/clusters", "/overlaps", "/logic-models", f"/logic-models?q={word}", "/logic-models?check=jump-to-the-end",
        "/logic-models/checks", "/programs/1/logic-model", f"/programs/{largest}/logic-model", "/plan", "/figures",
        "/roadmap", "/frame", "/chain", "/reviews", "/reviews/2025", "/reviews/2025/sheets",
    ]


def ask(address, path):
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(address + path, timeout=60) as answer:
            size, status = len(answer.read()), answer.status
    except urllib.error.HTTPError as error:
        size, status = len(error.read()), error.code
    return (time.perf_counter() - started) * 1000, size, status


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    if not SHEETS.is_dir():
        sys.exit(f"skipped: the real data is not here ({SHEETS.name})")
    folder = imported()
    days = "2027-03-01,2027-03-02,2027-03-03,2027-03-04,2027-03-05,2027-03-06"
    opening = [BINARY, "review", "open", "--year", "2025", "--source-year", "2024", "--open", "2025-07-01", "--due", days,
               "--freeze", "none", "--data", folder]
    subprocess.run([str(part) for part in opening], check=True, stdout=subprocess.DEVNULL)
    command = [BINARY, "serve", "--data", folder, "--listen", "127.0.0.1:PORT", "--local-operator"]
    with Server(command, "/programs") as server:
        print(f"{'page':42} {'first':>8} {'median':>8} {'slowest':>8}   bytes")
        for path in pages(folder):
            first, size, status = ask(server.address, path)
            taken = sorted(ask(server.address, path)[0] for _ in range(times))
            mark = "" if status == 200 else f"  ({status})"
            shown = urllib.parse.unquote(path)
            print(f"{shown:42} {first:5.0f} ms {statistics.median(taken):5.0f} ms {taken[-1]:5.0f} ms  {size:>8}{mark}")


if __name__ == "__main__":
    main()
