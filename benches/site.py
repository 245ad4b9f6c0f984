"""The public site of 3,000 programs against Hugo and Zola making the same pages from Markdown.

`python3 benches/site.py [ROWS] [RUNS]`. The Markdown is made of the site's own data files, so both sides know the same.
"""

import html
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

from common import BINARY, WORK, fresh, henkaku, inventory, machine, prepare, verdict

PAGED = 100
FIRST_PASSWORD = "hajimete-no-aikotoba"
PASSWORD = "jibun-de-eranda-aikotoba"


def choose_password(data):
    """What a person does on the web before anything else."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    opener.addheaders = [("Sec-Fetch-Site", "same-origin")]
    with henkaku(data) as server:
        for path, form in [
            ("/sign-in", {"login": "bench-approver", "password": FIRST_PASSWORD}),
            ("/account/password", {
                "present-password": FIRST_PASSWORD, "new-password": PASSWORD, "new-password-again": PASSWORD,
            }),
        ]:
            opener.open(server.address + path, urllib.parse.urlencode(form).encode()).read()


def edition(rows):
    """A data folder with an approved edition of so many programs; kept as long as the inventory is the same."""
    data = inventory(rows)
    stamp = data / "edition.stamp"
    if stamp.exists():
        return data

    def run(*arguments, given=None):
        command = [str(BINARY), *arguments, "--data", str(data)]
        done = subprocess.run(command, input=given, text=True, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"failed: {' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    run("people", "add", "bench-approver", "--name", "計測", "--role", "headquarters", "--password-stdin", given=FIRST_PASSWORD + "\n")
    choose_password(data)
    run("publish", "edition", "prepare", "--reason", "計測のため")
    run("publish", "edition", "approve", "1", "--login", "bench-approver", given=PASSWORD + "\n")
    stamp.write_text("1")
    return data


def ours(data, out):
    """One run into a folder that is not there: seconds by the clock from start to end, and what it says."""
    shutil.rmtree(out, ignore_errors=True)
    start = time.monotonic()
    done = subprocess.run(
        [BINARY, "publish", "site", out, "--data", data, "--format", "json"], check=True, capture_output=True, text=True
    )
    return time.monotonic() - start, json.loads(done.stdout)


def pages_in(folder):
    return sum(1 for _ in pathlib.Path(folder).rglob("*.html"))


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(str(cell if cell not in (None, "") else "―").replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def yen(amount):
    return "―" if amount is None else f"{amount:,}"


def markdown(program):
    """A program as Markdown: what our page of it says, in the same order."""
    parts = ["## どんな事業か", program["easy_summary"], program["summary"] or "―"]
    facts = [
        ("担当", " › ".join(program["department"])),
        ("政策の体系", " › ".join(program["policy"])),
        ("予算科目", " / ".join(program["budget_lines"])),
        ("根拠法令", program["legal_basis"]),
        ("義務の程度", program["obligation"].get("ja", "")),
        ("期間", f"{program['start_year'] or '―'} 〜 {program['end_year'] or '―'}"),
    ]
    parts.append(table(["項目", "内容"], facts))
    sources = ["national_yen", "prefectural_yen", "bonds_yen", "other_yen", "general_yen"]
    rows = [(m["year"], m["stage"], yen(m["cost_yen"]), *[yen(m[s]) for s in sources]) for m in program["money"]]
    heads = ["年度", "段階", "事業費", "国庫支出金", "県支出金", "市債", "その他特定財源", "一般財源"]
    parts += ["## お金", table(heads, rows)]
    parts.append(table(["年度", "人数", "人件費"], [(s["year"], s["persons"], yen(s["cost_yen"])) for s in program["staff"]]))
    parts.append("## ねらいの筋道")
    for title, key in (("手段", "means"), ("対象", "target"), ("意図", "intent"), ("結果", "result")):
        parts += [f"### {title}", program[key] or "―"]
    parts.append("## 指標")
    for indicator in program["indicators"]:
        values = [(v["year"], v["target"], v["actual"]) for v in indicator["values"]]
        parts += [f"### {indicator['name']}（{indicator['unit']}）", table(["年度", "目標", "実績"], values)]
    parts.append("## 点検の結果")
    review = program["review"]
    if review is None:
        parts.append("―")
    else:
        parts += [review["direction_name"].get("ja", ""), review["reason"]]
        answers = [(a["question"]["ja"], a["judgement"]["ja"], a["reason"]) for a in review["answers"]]
        parts.append(table(["観点", "判断", "理由"], answers))
        measures = [(m["text"], m["year"], yen(m["gross_yen"]), yen(m["general_yen"]), m["stage"]["ja"]) for m in review["measures"]]
        parts.append(table(["取組", "いつから", "効果額", "うち一般財源", "確からしさ"], measures))
    return "\n\n".join(html.escape(part, quote=False) if not part.startswith("|") else part for part in parts if part)


def front(program):
    latest = max(program["money"], key=lambda m: m["year"], default=None)
    return {
        "title": program["name"],
        "url": f"/programs/{program['id']}.html",
        "number": program["id"],
        "bureaus": program["department"][:1] or ["担当の記載なし"],
        "directions": [(program["review"] or {}).get("direction") or "none"],
        "cost": yen(latest["cost_yen"]) if latest else "―",
    }


NAV = "".join(f'<li><a href="/{part}/">{part}</a></li>' for part in ("glance", "programs", "clusters", "roadmap", "frame", "outlook"))
BASE = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ .Title }}</title><link rel="stylesheet" href="/site.css"></head><body><a href="#main">本文へ移動</a>
<header><nav aria-label="主なページ"><ul>NAV</ul></nav></header><main id="main">{{ block "main" . }}{{ end }}</main>
<footer><p>このサイトについて</p></footer></body></html>
""".replace("NAV", NAV)
SINGLE = '{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Params.number }}</p>{{ .Content }}{{ end }}\n'
LIST = """{{ define "main" }}<h1>{{ .Title }}</h1>{{ $p := .Paginate .Pages.ByTitle PAGED }}<table><tbody>
{{ range $p.Pages }}<tr><th><a href="{{ .RelPermalink }}">{{ .Title }}</a></th><td>{{ .Params.number }}</td><td>{{ .Params.cost }}</td></tr>
{{ end }}</tbody></table>{{ template "_internal/pagination.html" . }}{{ end }}
""".replace("PAGED", str(PAGED))
TERMS = '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}\n'


def hugo_source(site):
    """The same programs as a Hugo site."""
    source = fresh("hugo-source")
    (source / "config.toml").write_text(
        'baseURL = "/"\nlanguageCode = "ja"\ntitle = "bench"\nuglyURLs = true\ndisableKinds = ["RSS", "sitemap"]\n'
        '[taxonomies]\nbureau = "bureaus"\ndirection = "directions"\n[markup.goldmark.renderer]\nunsafe = false\n'
    )
    layouts, content = source / "layouts" / "_default", source / "content" / "programs"
    layouts.mkdir(parents=True)
    content.mkdir(parents=True)
    for name, text in (("baseof", BASE), ("single", SINGLE), ("list", LIST), ("terms", TERMS)):
        (layouts / f"{name}.html").write_text(text)
    (source / "layouts" / "index.html").write_text(LIST.replace(".Pages.ByTitle", ".Site.RegularPages"))
    (source / "static").mkdir()
    sheet = next((pathlib.Path(site) / "assets").glob("site.*.css"))
    shutil.copy(sheet, source / "static" / "site.css")
    programs = sorted((pathlib.Path(site) / "data" / "items" / "program").rglob("*.json"))
    for path in programs:
        program = json.loads(path.read_text())
        text = json.dumps(front(program), ensure_ascii=False) + "\n\n" + markdown(program) + "\n"
        (content / f"{path.stem}.md").write_text(text)
    return source, len(programs)


def hugo(source, out):
    shutil.rmtree(out, ignore_errors=True)
    start = time.monotonic()
    subprocess.run(["hugo", "--source", source, "--destination", out, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    if shutil.which("hugo") is None:
        sys.exit("hugo is missing: apt-get install hugo")
    if shutil.which("zola") is None:
        print("skipped: Zola (no package of it here; `cargo install zola` takes longer than the bench)")
    prepare()
    print(f"the public site of {rows:,} programs; {machine()}; {subprocess.run(['hugo', 'version'], capture_output=True, text=True).stdout.strip()}")
    data, out, peer_out = edition(rows), WORK / "site-out", WORK / "hugo-out"
    ours(data, out)
    source, programs = hugo_source(out)
    print(f"  {programs:,} programs as Markdown for the peer")
    mine, theirs = [], []
    for _ in range(runs):
        seconds, said = ours(data, out)
        mine.append((pages_in(out) / seconds, seconds, said))
        seconds = hugo(source, peer_out)
        theirs.append((pages_in(peer_out) / seconds, seconds))
    rate, peer_rate = (statistics.median(run[0] for run in side) for side in (mine, theirs))
    seconds, peer_seconds = (statistics.median(run[1] for run in side) for side in (mine, theirs))
    said = mine[-1][2]
    print(f"  henkaku  {rate:8,.0f} pages/s  {seconds:6.2f} s  {pages_in(out):,} pages, {said['files']:,} files, {said['bytes'] / 1e6:.1f} MB")
    print("           (reads the edition from the database, checks every link, writes open data and the search index too)")
    print(f"  hugo     {peer_rate:8,.0f} pages/s  {peer_seconds:6.2f} s  {pages_in(peer_out):,} pages")
    verdict("pages a second against Hugo", f"{rate / peer_rate:.2f} times", "1.00", rate >= peer_rate)
    verdict("seconds for the whole site", f"{seconds:.2f}", "below 10", seconds < 10)
    start = time.monotonic()
    command = [BINARY, "publish", "site", out, "--data", data, "--format", "json"]
    again = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"  again with nothing new: {time.monotonic() - start:.2f} s, {again['rewritten']} files rewritten")


if __name__ == "__main__":
    os.environ.setdefault("LANG", "C.UTF-8")
    main()
