"""The peer of the import bench: the same CSV, the same checks and the same tables, with pandas and sqlite3.

    python benches/import_peer.py FILE DATABASE none|bigrams

Written the way a person who knows both well would: read in chunks, checked a whole column at a time, inserted with
`executemany` in one transaction on a write-ahead log. Prints what it found as JSON.
"""

import json
import sqlite3
import sys

import pandas as pd

from peer_words import DIRECTIONS, OBLIGATIONS, bigrams

CHUNK_ROWS = 50_000
MONEY = ["事業費（円）", "国庫支出金（円）", "県支出金（円）", "市債（円）", "その他特定財源（円）", "一般財源（円）"]
STAFF = ["職員数（人）", "業務時間（時間）", "人件費（円）"]
TEXTS = ["事業名", "概要", "根拠法令", "対象", "意図"]
MINUS = str.maketrans({"▲": "-", "△": "-", "−": "-", "－": "-", "，": ",", " ": None, "　": None})
NUMBER = r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?"
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
SCHEMA = """
create table import (id integer primary key, file text not null);
create table department (id integer primary key, parent_id integer references department (id), name text not null);
create table program (id integer primary key, external_id text not null, source text not null,
    import_id integer not null references import (id), unique (external_id, source));
create table program_version (id integer primary key, program_id integer not null references program (id),
    fiscal_year integer not null, import_id integer not null references import (id), source_row integer not null,
    department_id integer references department (id), direction text, direction_words text, obligation text,
    start_year integer, name text not null, summary text not null, legal_basis text, target text, intent text,
    unique (program_id, fiscal_year));
create table budget_line (version_id integer not null references program_version (id), position integer not null,
    account text not null, kan text not null, kou text not null, moku text not null,
    primary key (version_id, position)) without rowid;
create table money (version_id integer not null references program_version (id), position integer not null,
    fiscal_year integer not null, stage text not null, cost_yen integer not null, national_yen integer,
    prefectural_yen integer, bonds_yen integer, other_yen integer, general_yen integer, discrepancy_yen integer not null,
    primary key (version_id, position),
    check (cost_yen = national_yen + prefectural_yen + bonds_yen + other_yen + general_yen + discrepancy_yen))
    without rowid;
create table staff_time (version_id integer not null references program_version (id), position integer not null,
    fiscal_year integer not null, persons text, hours text, cost_yen integer,
    primary key (version_id, position)) without rowid;
create table import_problem (import_id integer not null, code text not null, row_number integer not null,
    excerpt text not null);
"""


def numbers(column):
    """A column of text as exact numbers; what is none becomes NA. Only cells that need it are folded."""
    plain = column.str.fullmatch("[0-9]+")
    rest = column[~plain].str.translate(MINUS).str.normalize("NFKC")
    folded = column.where(plain, rest)
    folded = folded.where(plain | folded.str.fullmatch(NUMBER))
    return pd.to_numeric(folded.str.replace(",", "", regex=False), errors="coerce")


def years(column):
    """A column of 和暦 years as calendar years."""
    parts = column.str.normalize("NFKC").str.extract(r"^(令和|平成|昭和)(元|\d+)年?度?$")
    return parts[0].map(ERAS) + pd.to_numeric(parts[1].replace("元", "1"), errors="coerce")


def run(path, database, index):
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("pragma page_size = 8192")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma cache_size = -48000")
    connection.execute("begin immediate")
    for statement in SCHEMA.split(";"):
        connection.execute(statement)
    if index == "bigrams":
        connection.execute("create virtual table search using fts5(grams, content='', detail=none, columnsize=0)")
    connection.execute("insert into import values (1, ?)", [path])
    found = {"read": 0, "imported": 0, "duplicates": 0, "not_numbers": 0, "discrepancies": 0, "cost_yen": 0}
    seen, departments, next_id = set(), {}, 1

    def department(bureau, section):
        parent = None
        for key in ((bureau,), (bureau, section)):
            if key not in departments:
                departments[key] = len(departments) + 1
                connection.execute("insert into department values (?, ?, ?)", [departments[key], parent, key[-1]])
            parent = departments[key]
        return parent

    for chunk in pd.read_csv(path, encoding="cp932", dtype=str, keep_default_na=False, chunksize=CHUNK_ROWS):
        chunk["row"] = range(found["read"] + 2, found["read"] + 2 + len(chunk))
        found["read"] += len(chunk)
        for name in ["事業番号", *TEXTS]:
            chunk[name] = chunk[name].str.strip()
        problems = []
        money = chunk[MONEY].apply(numbers)
        staff = chunk[STAFF].apply(numbers)
        wrong = money.isna().any(axis=1) | staff.isna().any(axis=1)
        chunk["年"], chunk["開始"] = years(chunk["年度"]), years(chunk["開始年度"])
        wrong |= chunk["年"].isna() | chunk["開始"].isna() | (chunk["事業番号"] == "") | (chunk["事業名"] == "")
        problems += [(1, "not-a-number", row, "") for row in chunk.loc[wrong, "row"]]
        found["not_numbers"] += int(wrong.sum())
        keys = list(zip(chunk["事業番号"], chunk["年"]))
        repeated = []
        for key in keys:
            repeated.append(key in seen)
            seen.add(key)
        repeated = pd.Series(repeated, index=chunk.index)
        problems += [(1, "duplicate", row, "") for row in chunk.loc[repeated, "row"]]
        found["duplicates"] += int(repeated.sum())
        difference = money[MONEY[0]] - money[MONEY[1:]].sum(axis=1)
        odd = (difference != 0) & ~wrong
        problems += [(1, "sources-and-cost-differ", row, "") for row in chunk.loc[odd, "row"]]
        found["discrepancies"] += int(odd.sum())
        kept = ~(wrong | repeated)
        chunk, money, staff, difference = chunk[kept], money[kept].astype("int64"), chunk.loc[kept, STAFF], difference[kept]
        found["imported"] += len(chunk)
        found["cost_yen"] += int(money[MONEY[0]].sum())
        ids = range(next_id, next_id + len(chunk))
        next_id += len(chunk)
        of = lambda name: chunk[name].tolist()
        or_null = lambda name: [text or None for text in of(name)]
        year = chunk["年"].astype("int64").tolist()
        connection.executemany(
            "insert into program values (?, ?, 'standard', 1)", zip(ids, of("事業番号"))
        )
        connection.executemany(
            "insert into program_version values (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            zip(ids, ids, year, of("row"), map(department, of("部局"), of("課")),
                chunk["方向性"].map(DIRECTIONS).tolist(), of("方向性"), chunk["義務付け"].map(OBLIGATIONS).tolist(),
                chunk["開始"].astype("int64").tolist(), of("事業名"), of("概要"), or_null("根拠法令"), or_null("対象"),
                or_null("意図")),
        )
        connection.executemany(
            "insert into budget_line values (?, 1, ?, ?, ?, ?)", zip(ids, of("会計"), of("款"), of("項"), of("目"))
        )
        connection.executemany(
            "insert into money values (?, 1, ?, 'initial', ?, ?, ?, ?, ?, ?, ?)",
            zip(ids, year, *(money[name].tolist() for name in MONEY), difference.astype("int64").tolist()),
        )
        connection.executemany(
            "insert into staff_time values (?, 1, ?, ?, ?, ?)",
            zip(ids, year, *(staff[name].tolist() for name in STAFF)),
        )
        connection.executemany("insert into import_problem values (?, ?, ?, ?)", problems)
        if index == "bigrams":
            connection.executemany(
                "insert into search (rowid, grams) values (?, ?)",
                zip(ids, map(bigrams, zip(*(of(name) for name in TEXTS)))),
            )
    connection.execute("commit")
    connection.close()
    return found


if __name__ == "__main__":
    print(json.dumps(run(*sys.argv[1:4])))
