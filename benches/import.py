"""Import: Henkaku against pandas + sqlite3 on the same CSV. `python3 benches/import.py [ROWS] [RUNS]`"""

import json
import statistics
import sys

from common import BINARY, HERE, fresh, machine, peer, prepare, programs_csv, timed, verdict


def ours(csv):
    folder = fresh("import-ours")
    command = [BINARY, "import", "programs", csv, "--mapping", "standard", "--data", folder, "--format", "json"]
    out, *figures = timed(command)
    report = json.loads(out)
    counts = report["problem_counts"]
    found = {
        "read": report["read"],
        "imported": report["imported"],
        "duplicates": counts.get("IN-202", 0),
        "not_numbers": counts.get("IN-301", 0),
        "discrepancies": counts.get("IN-206", 0),
        "cost_yen": report["totals"][0]["cost_yen"],
    }
    return found, figures, sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def theirs(csv, index):
    folder = fresh("import-peer")
    out, *figures = timed([peer("python"), HERE / "import_peer.py", csv, folder / "peer.sqlite", index])
    return json.loads(out), figures, sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    prepare()
    csv, known = programs_csv(rows)
    print(f"import of {rows:,} rows, {csv.stat().st_size / 1e6:.0f} MB of CP932; {machine()}")
    sides = {
        "Henkaku, with its search index": ours,
        "pandas + sqlite3, FTS5 of bigrams": lambda csv: theirs(csv, "bigrams"),
        "pandas + sqlite3, no search index": lambda csv: theirs(csv, "none"),
    }
    # In turn, so that a machine that slows down slows all of them.
    taken = {name: [] for name in sides}
    answers = []
    for _ in range(runs):
        for name, run in sides.items():
            found, figures, size = run(csv)
            answers.append(found)
            taken[name].append((*figures, size))
    expected = {"read": known["rows"], **{key: known[key] for key in ("duplicates", "not_numbers", "discrepancies")}}
    if any(answer != answers[0] or not expected.items() <= answer.items() for answer in answers):
        sys.exit(f"the sides disagree, so nothing is compared: {expected} {answers}")
    median = {name: [statistics.median(column) for column in zip(*figures)] for name, figures in taken.items()}
    for name, (seconds, cpu, memory, size) in median.items():
        print(f"  {name}: {seconds:.1f} s, {rows / seconds:,.0f} rows/s, processor {cpu:.1f} s, "
              f"memory {memory:.0f} MB, database {size:.0f} MB")
    (our_seconds, _, our_memory, _), (peer_seconds, *_), (bare_seconds, *_) = median.values()
    ratio = peer_seconds / our_seconds
    verdict("times faster than pandas + sqlite3 doing the same", f"{ratio:.1f}", "at least 5", ratio >= 5)
    print(f"           times faster than the same without any search index: {bare_seconds / our_seconds:.1f}")
    verdict("memory", f"{our_memory:.0f} MB", "under 300 MB", our_memory < 300)


if __name__ == "__main__":
    main()
