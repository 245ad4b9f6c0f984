"""Every page of the site at 3,000 programs: how long each takes. `python3 benches/pages.py [ROWS]`

Follows the links from the home page in both languages, a few of each kind, and asks each page five times.
"""

import re
import statistics
import sys
import time
import urllib.parse

from common import henkaku, inventory, machine, prepare, verdict

A_KIND = 3
TIMES = 5
LIMIT_MS = 100


def kind(path):
    """Pages that differ only in numbers or in the query are of one kind."""
    path, _, query = path.partition("?")
    names = "&".join(sorted(part.split("=")[0] for part in query.split("&") if part))
    return re.sub(r"\d+", "N", path) + ("?" + names if names else "")


def links(html):
    for link in re.findall(r'(?:href|action)="(/[^"#]*)', html):
        yield link.replace("&amp;", "&")


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    prepare()
    print(f"pages over {rows:,} programs, one after another; {machine()}")
    met, waiting, slowest, asked = {}, ["/", "/en", "/programs?q=防災&sort=department"], [], 0
    with henkaku(inventory(rows), "/programs") as server:
        known = set(waiting)
        while waiting:
            path = waiting.pop(0)
            met[kind(path)] = met.get(kind(path), 0) + 1
            if met[kind(path)] > A_KIND:
                continue
            taken = []
            address = urllib.parse.quote(path, safe="/?&=%")
            try:
                for _ in range(TIMES):
                    start = time.monotonic()
                    body = server.get(address)
                    taken.append((time.monotonic() - start) * 1000)
            except urllib.error.HTTPError as refused:
                print(f"           {refused.code} {path}")
                continue
            asked += 1
            slowest.append((max(taken), statistics.median(taken), len(body), path))
            if body.lstrip()[:9].lower() == b"<!doctype":
                new = [link for link in links(body.decode()) if link not in known]
                known.update(new)
                waiting.extend(new)
        memory = server.memory_mb()
    slowest.sort(reverse=True)
    for worst, middle, size, path in slowest[:8]:
        print(f"    {worst:6.1f} ms at worst, {middle:6.1f} ms in the middle, {size / 1000:6.0f} kB  {path}")
    pages = [entry for entry in slowest if not re.search(r"\.(csv|xlsx|json|css|js|svg)(\?|$)", entry[3])]
    verdict(f"slowest of {len(pages)} pages", f"{pages[0][0]:.0f} ms", f"under {LIMIT_MS} ms", pages[0][0] < LIMIT_MS)
    print(f"           {asked} addresses asked; memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
