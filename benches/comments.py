"""A consultation with 50,000 comments: imported, grouped, looked at. `python3 benches/comments.py [ROWS]`

The comments are made up: opinions on forty subjects, each said in many ways, some word for word the same. scikit-learn groups the
same texts; of both it is told how many comments stand with their own subject.
"""

import collections
import csv
import json
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time

from common import BINARY, HERE, WORK, Server, fresh, machine, peer, prepare, timed, verdict

PAGES_LIMIT_MS = 200
GROUP_LIMIT_S = 10
TIMES = 5
SLUG = "reiji-investment"

SUBJECTS = [
    f"{place}の{what}"
    for place in ["市民センター", "図書館", "公園", "学校", "バス", "ごみ収集", "保育所", "体育館"]
    for what in ["使用料", "開館時間", "修繕", "数", "予約の手続"]
]
WISHES = ["を増やしてほしい", "を減らさないでください", "を見直すべきだ", "を今のまま残してほしい", "を分かりやすく示してほしい"]
REASONS = ["高齢者が困ります", "子どもの居場所がなくなります", "税金の無駄です", "通学に必要です", "将来の世代のためです", "家計が苦しいからです"]
ENDS = ["よろしくお願いします。", "ぜひ検討してください。", "市の考えを聞きたいです。", ""]


def comments(rows):
    """A CSV of so many comments, the same each time."""
    path = WORK / f"comments-{rows}.csv"
    chance = random.Random(20261122)
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["番号", "受付日", "方法", "意見"])
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9 * 3600))
        for number in range(rows):
            subject, wish = chance.choice(SUBJECTS), chance.choice(WISHES)
            reasons = "。".join(chance.sample(REASONS, chance.randint(0, 3)))
            tail = f"{chance.randint(20, 89)}歳です。" if chance.random() < 0.5 else ""
            out.writerow([number + 1, day, chance.choice(["郵送", "電子メール", "FAX"]), f"{subject}{wish}。{reasons}。{tail}{chance.choice(ENDS)}"])
    return path


def run(*command):
    """How long a command takes, and what it says."""
    start = time.monotonic()
    done = subprocess.run([BINARY, "comments", *command], check=True, capture_output=True, text=True)
    return time.monotonic() - start, done.stdout.strip()


def served(folder, *options):
    """A server on this data that lets its own machine see the pages of staff."""
    serve = [BINARY, "serve", "--data", folder, "--listen", "127.0.0.1:PORT", "--local-operator", *options]
    return Server(serve, "/comment", limit_seconds=180)


def with_their_own(groups):
    """The share of comments in a group most of which speaks about the same subject; `groups` has pairs of group and subject."""
    found = collections.defaultdict(collections.Counter)
    for group, subject in groups:
        found[group][subject] += 1
    return sum(subjects.most_common(1)[0][1] for subjects in found.values()) / sum(sum(one.values()) for one in found.values())


def subject_of(text):
    return next(subject for subject in SUBJECTS if text.startswith(subject))


def ours(folder):
    """Group and subject of every comment that was imported, as they are stored."""
    store = sqlite3.connect(next(folder.glob("*.sqlite")))
    question = """select p.group_id, c.body from consultation_placing p join consultation_comment c on c.id = p.comment_id
                   where c.import_key is not null"""
    return [(group, subject_of(text)) for group, text in store.execute(question)]


def theirs(file, groups):
    """The same of scikit-learn, its seconds and memory."""
    if subprocess.run([peer("python"), "-c", "import sklearn"], capture_output=True).returncode != 0:
        subprocess.run([peer("python"), "-m", "pip", "install", "--quiet", "scikit-learn"], check=True)
    out = WORK / "comments-peer.txt"
    answer, _, _, memory = timed([peer("python"), HERE / "comments_peer.py", file, groups, out])
    with open(file, encoding="utf-8-sig", newline="") as rows:
        subjects = [subject_of(row["意見"]) for row in csv.DictReader(rows)]
    return list(zip(out.read_text().split(), subjects)), json.loads(answer)["seconds"], memory


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    prepare()
    WORK.mkdir(parents=True, exist_ok=True)
    print(f"{rows:,} comments of one consultation; {machine()}")
    folder = fresh(f"comments-{rows}")
    # The demonstration brings an open consultation along.
    with served(folder, "--demo", "--without-demo-edition") as server:
        server.get("/comment/" + SLUG)
    file = comments(rows)
    where = ["--consultation", SLUG, "--data", folder]
    taken, told = run("import", file, *where)
    print(f"import      {taken:7.1f} s  {told}")
    again, told = run("import", file, *where)
    print(f"once more   {again:7.1f} s  {told}")
    grouped, told = run("group", *where)
    print(f"group       {grouped:7.1f} s  {told}")
    mine = ours(folder)
    groups = len({group for group, _ in mine})
    others, seconds, memory = theirs(file, groups)
    print(f"scikit-learn{seconds:6.1f} s  {groups} groups of vectors and k-means alone, {memory:.0f} MB; {seconds / grouped:.1f} times ours")
    own, peers = with_their_own(mine), with_their_own(others)
    print(f"with their own subject: {own:.3f} of ours, {peers:.3f} of scikit-learn's")
    worst = 0
    with served(folder) as server:
        largest = re.search(rb'href="(/consultations/2/groups/[0-9]+)"', server.get("/consultations/2/groups"))
        of_staff = ["", "/comments", "/comments?page=500", "/comments?unplaced=1", "/groups", "/moderation", "/results"]
        paths = [f"/consultations/2{path}" for path in of_staff] + ["/consultations", "/comment/" + SLUG]
        for path in paths + ([largest.group(1).decode()] if largest else []):
            times = []
            for _ in range(TIMES):
                start = time.monotonic()
                server.get(path)
                times.append((time.monotonic() - start) * 1000)
            worst = max(worst, statistics.median(times))
            print(f"page        {statistics.median(times):7.0f} ms {path}")
    verdict("grouping", f"{grouped:.1f} s", f"under {GROUP_LIMIT_S} s", grouped < GROUP_LIMIT_S)
    verdict("slowest page", f"{worst:.0f} ms", f"under {PAGES_LIMIT_MS} ms", worst < PAGES_LIMIT_MS)
    return 0 if worst < PAGES_LIMIT_MS and grouped < GROUP_LIMIT_S else 1


if __name__ == "__main__":
    sys.exit(main())
