"""All pairs of 5,664 national review sheets, against scikit-learn. `python3 benches/overlap.py [ROUNDS]`

The texts come from the published tables in `../shared/data` (or HENKAKU_SHARED_DATA); without them nothing is compared.
"""

import csv
import io
import json
import os
import pathlib
import statistics
import subprocess
import sys
import zipfile

from common import HERE, ROOT, fresh, machine, peer, prepare_peers, timed, verdict

DATA = pathlib.Path(os.environ.get("HENKAKU_SHARED_DATA", ROOT.parent / "shared" / "data")) / "national-review-sheets-2024"
# Name, purpose, issues, summary: the weights of docs/concepts/overlap.md.
COLUMNS = ["事業名", "事業の目的", "現状・課題", "事業の概要"]
WEIGHTS = "3,1,1,1"
NEAREST = 10
THRESHOLD = 0.4


def rows(table):
    path = next(DATA.glob(f"{table}_*.zip"))
    with zipfile.ZipFile(path) as archive:
        with archive.open(archive.namelist()[0]) as file:
            yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))


def write_documents(folder):
    """One line a program, once with its fields and once with all of them as one text; and the declared pairs."""
    documents = {}
    for row in rows("1-2"):
        documents.setdefault(row["予算事業ID"], [" ".join((row[column] or "").split()) for column in COLUMNS])
    with open(folder / "fields.txt", "w", encoding="utf-8") as fields, open(folder / "one.txt", "w", encoding="utf-8") as one:
        for key, texts in documents.items():
            fields.write("\t".join([key, *texts]) + "\n")
            one.write(key + "\t" + "".join(texts) + "\n")
    pairs = set()
    for row in rows("1-5"):
        ours, theirs = row["予算事業ID"].strip(), row["関連事業の事業ID"].strip().lstrip("0")
        if theirs in documents and ours != theirs:
            pairs.add((ours, theirs))
    (folder / "declared.txt").write_text("".join(f"{a}\t{b}\n" for a, b in sorted(pairs)), encoding="utf-8")
    return len(documents), len(pairs)


def engine():
    if "HENKAKU_OVERLAP_BENCH" in os.environ:
        return pathlib.Path(os.environ["HENKAKU_OVERLAP_BENCH"])
    subprocess.run(["cargo", "build", "--release", "--locked", "-p", "reform", "--example", "overlap_bench"], cwd=ROOT, check=True)
    return ROOT / "target" / "release" / "examples" / "overlap_bench"


def ours(binary, documents, weights, threshold, nearest):
    out, _, _, memory = timed([binary, documents, 2, 2, weights, threshold, nearest])
    lines = out.splitlines()
    near = {}
    for line in lines[1:]:
        if line.startswith("problem"):
            continue
        a, b, score = line.split("\t")
        for one, other in ((a, b), (b, a)):
            found = near.setdefault(one, [])
            if len(found) < nearest:
                found.append((other, float(score)))
    return float(lines[0].split("\t")[1]), near, memory


def theirs(documents, way, weights, out):
    answer, _, _, memory = timed([peer("python"), HERE / "overlap_peer.py", documents, way, weights, NEAREST, out])
    near = {}
    for line in out.read_text(encoding="utf-8").splitlines():
        key, *found = line.split("\t")
        near[key] = [(other, float(score)) for other, score in (pair.split(":") for pair in found)]
    return json.loads(answer), near, memory


def far_apart(mine, others):
    """The largest difference of a score, rank by rank, and how many neighbours differ although no score is that close."""
    worst, wrong = 0.0, 0
    for key, found in others.items():
        own = mine.get(key, [])
        scores = [score for _, score in own] + [0.0] * (len(found) - len(own))
        worst = max([worst, *(abs(a - b) for a, (_, b) in zip(scores, found))])
        last = found[-1][1]
        sure = {other for other, score in found if score > last + 1e-4}
        wrong += len(sure - {other for other, _ in own})
    return worst, wrong


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    if not DATA.is_dir():
        sys.exit(f"skipped: there are no national review sheets in {DATA}")
    prepare_peers()
    if subprocess.run([peer("python"), "-c", "import sklearn"], capture_output=True).returncode != 0:
        subprocess.run([peer("python"), "-m", "pip", "install", "--quiet", "scikit-learn"], check=True)
    binary, folder = engine(), fresh("overlap")
    count, declared = write_documents(folder)
    print(machine())
    version = subprocess.run([peer("python"), "-c", "import sklearn; print(sklearn.__version__)"], capture_output=True, text=True)
    print(f"{count:,} documents, {declared} declared pairs, the {NEAREST} nearest of each; scikit-learn {version.stdout.strip()}")
    for way, weights in (("one", "1"), ("fields", WEIGHTS)):
        documents = folder / f"{way}.txt"
        times, peers = [], []
        for _ in range(rounds):
            # In turn, so that a machine that slows down slows both.
            seconds, mine, memory = ours(binary, documents, weights, 0, NEAREST)
            answer, others, peer_memory = theirs(documents, way, weights, folder / "peer.txt")
            times.append(seconds)
            peers.append(answer["seconds"])
        worst, wrong = far_apart(mine, others)
        if worst > 1e-3 or wrong:
            sys.exit(f"the sides differ by {worst:.5f}, {wrong} neighbours: nothing is compared")
        what = "all texts as one" if way == "one" else f"four fields weighted {weights}"
        print(f"{what}: same neighbours up to ties, scores within {worst:.6f}")
        print(f"  Henkaku {statistics.median(times):.2f} s (best {min(times):.2f}), {memory:.0f} MB")
        print(f"  scikit-learn {statistics.median(peers):.2f} s (best {min(peers):.2f}; last: vectors {answer['vectors']:.2f}, pairs {answer['pairs']:.2f}), {peer_memory:.0f} MB")
        ratio = statistics.median(peers) / statistics.median(times)
        verdict("times faster than scikit-learn", f"{ratio:.1f} (best against best {min(peers) / min(times):.1f})", "at least 10", ratio >= 10)
    runs = [ours(binary, folder / "fields.txt", WEIGHTS, THRESHOLD, 20) for _ in range(rounds)]
    used, found = statistics.median(seconds for seconds, *_ in runs), runs[-1][1]
    missed = sum(score > THRESHOLD + 1e-4 and other not in {near for near, _ in found.get(key, [])} for key, row in others.items() for other, score in row)
    if missed:
        sys.exit(f"{missed} neighbours over the threshold are missing")
    print(f"as the product looks for pairs: score {THRESHOLD} or more, the 20 nearest; every neighbour of the peer over it is there")
    verdict("all pairs", f"{used:.2f} s", "under 5 s", used < 5)
    print(f"  the peer has no use for a threshold: {statistics.median(peers) / used:.1f} times its time")
    out, *_ = timed([binary, folder / "fields.txt", 2, 2, WEIGHTS, 0, NEAREST, folder / "declared.txt"])
    print("\n".join(f"  {line}" for line in out.splitlines()[1:]))


main()
