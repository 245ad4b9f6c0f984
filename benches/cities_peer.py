"""The peer of the bench of city figures: the same files, checks and tables with pandas and sqlite3.

    python benches/cities_peer.py prepare|import DATA DATABASE MAPPING

`prepare` takes in the code table, as both sides have it before the clock runs. Written the way a person who knows pandas
would: whole columns are cleaned, checked and joined to texts; the tables are those of ours, a series in one text. Of the
workbooks only the first sheet is read, of the settlement cards only the columns that the mapping names.
"""

import hashlib
import json
import pathlib
import re
import sqlite3
import sys
import time
import tomllib
import unicodedata

STARTED = time.perf_counter()

import pandas as pd

HEADINGS = {
    "財政力指数": "fiscal-capacity-index",
    "経常収支比率": "ordinary-balance-ratio",
    "実質公債費比率": "real-debt-service-ratio",
    "将来負担比率": "future-burden-ratio",
    "起債制限比率": "bond-restriction-ratio",
    "ラスパイレス指数": "laspeyres-index",
    "ラスパイレス指数参考値": "laspeyres-index-reference",
}
NOTHING_BY_LAW = {"future-burden-ratio", "real-deficit-ratio", "consolidated-real-deficit-ratio"}
DASHES = {"-", "－", "−", "―", "—", "‐", "–", "ー"}
# What is written behind a number of the unit to make it one of yen.
SCALES = {"": "", "百円": "00", "千円": "000"}
WHOLE = r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
NUMBER = WHOLE + r"(?:\.[0-9]+)?"
SCHEMA = """
pragma journal_mode = wal; pragma synchronous = full;
create table city (code integer primary key, name text not null, prefecture text not null);
create table city_source (id integer primary key, kind text not null, fiscal_year integer not null, file_name text not null,
    file_sha256 text not null, file_bytes integer not null, read_count integer not null, figure_count integer not null);
create table city_series (source_id integer not null references city_source (id), indicator text not null,
    fiscal_year integer not null, city_count integer not null, figures text not null,
    primary key (source_id, indicator, fiscal_year));
create index city_series_indicator on city_series (indicator, fiscal_year);
create table city_average (source_id integer not null references city_source (id), indicator text not null,
    fiscal_year integer not null, city_group text not null, row_number integer not null, figure text not null,
    primary key (source_id, indicator, fiscal_year, city_group)) without rowid;
"""


def fold(text):
    """A heading or name without spaces, brackets and marks of the width."""
    return re.sub(r"[\s()※]|\(%\)", "", unicodedata.normalize("NFKC", str(text)))


def clean(column, noughts, nothing):
    """A column of texts as figures: a number, `-` where there is nothing, missing; and how many are no number."""
    texts = column.str.strip().str.replace(r"^[▲△]\s*", "-", regex=True)
    dashes = texts.isin(DASHES)
    if noughts:
        # Columns with gaps were saved as 12.0.
        texts = texts.str.removesuffix(".0")
    numbers = texts.str.fullmatch(WHOLE if noughts else NUMBER, na=False)
    figures = texts.where(numbers).str.replace(",", "", regex=False) + noughts
    if nothing:
        figures = figures.mask(dashes, "-")
    return figures, int((texts.notna() & (texts != "") & ~dashes & ~numbers).sum())


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.cities = {(fold(prefecture), fold(name)): code for code, name, prefecture in
                       self.db.execute("select code, name, prefecture from city")} if self.has_tables() else {}
        self.codes = set(self.cities.values())
        self.faults = self.figures = 0

    def has_tables(self):
        return self.db.execute("select 1 from sqlite_master where name = 'city'").fetchone() is not None

    def add(self, path, kind, year, codes, rows, columns, averages):
        """One file: its columns as series. `columns` is (indicator, year, texts, noughts, blank is nothing)."""
        content = path.read_bytes()
        source = self.db.execute("select coalesce(max(id), 0) + 1 from city_source").fetchone()[0]
        lines, count = [], 0
        codes = pd.Series(codes)
        if codes.duplicated().any() or not set(codes) <= self.codes:
            raise ValueError(f"{path.name}: a city twice, or one that is not known")
        heads, tails = codes.map("{:05d} ".format), pd.Series(rows).map(" {}".format)
        for indicator, of_year, texts, noughts, blank_is_nothing in columns:
            figures, faults = clean(texts.reset_index(drop=True), noughts, blank_is_nothing or indicator in NOTHING_BY_LAW)
            self.faults += faults
            if blank_is_nothing:
                figures = figures.fillna("-")
            there = figures.notna()
            lines.append((source, indicator, of_year, int(there.sum()), "\n".join((heads + figures + tails)[there]) + "\n"))
            count += int(there.sum())
        self.db.execute("insert into city_source values (?, ?, ?, ?, ?, ?, ?, ?)", (
            source, kind, year, path.name, hashlib.sha256(content).hexdigest(), len(content), len(codes), count))
        self.db.executemany("insert into city_series values (?, ?, ?, ?, ?)", lines)
        self.db.executemany("insert into city_average values (?, ?, ?, ?, ?, ?)", [(source, *average) for average in averages])
        self.figures += count


def year_of(path, title):
    """The fiscal year: of the title, else of the file's name."""
    era = re.search(r"(平成|令和)\s*(元|[0-9]+)\s*年度", unicodedata.normalize("NFKC", title))
    if era:
        name, number = era[1], 1 if era[2] == "元" else int(era[2])
    else:
        name, number = path.stem[0], int(path.stem[1:])
    return number + {"平成": 1988, "H": 1988, "令和": 2018, "R": 2018}[name]


def import_table(store, path, year=None):
    """A table of main indicators, workbook or CSV: its headings are where 団体名 stands."""
    if path.suffix == ".csv":
        table = pd.read_csv(path, header=None, dtype=str, encoding="utf-8-sig")
    else:
        table = pd.read_excel(path, header=None, engine="xlrd" if path.suffix == ".xls" else "openpyxl")
        # A workbook's numbers are binary; published they have nine decimals at most.
        table = table.map(lambda cell: f"{round(cell, 9):.15g}" if isinstance(cell, float) and cell == cell else cell)
        table = table.map(lambda cell: str(cell) if isinstance(cell, int) else cell).astype("str")
    head = next(row for row in range(len(table)) if "団体名" in map(fold, table.iloc[row]))
    headings = list(map(fold, table.iloc[head]))
    year = year or year_of(path, " ".join(str(cell) for cell in table.iloc[:head].to_numpy().ravel()))
    body = table.iloc[head + 1:]
    prefectures, names = body[headings.index("都道府県名")].map(fold), body[headings.index("団体名")].map(fold)
    indicators = [(column, HEADINGS[heading]) for column, heading in enumerate(headings) if heading in HEADINGS]
    stated = body[[column for column, _ in indicators]].notna().any(axis=1)
    # The label of an average may stand in any of the columns before the figures.
    labels = body[range(headings.index("団体名") + 1)].fillna("").agg("".join, axis=1)
    is_average = labels.str.contains("平均") & stated
    cities = stated & ~is_average
    if "団体コード" in headings:
        codes = body.loc[cities, headings.index("団体コード")].str[:5].astype(int).tolist()
    else:
        codes = [store.cities[of] for of in zip(prefectures[cities], names[cities])]
    columns = [(indicator, year, body.loc[cities, column], "", False) for column, indicator in indicators]
    averages = []
    for row in body.index[is_average]:
        group = "designated-cities" if "指定都市" in labels[row] else "municipalities"
        for column, indicator in indicators:
            figures, faults = clean(body.loc[[row], column], "", False)
            store.faults += faults
            averages += [(indicator, year, group, row + 1, figure) for figure in figures.dropna()]
    store.add(path, "indicators", year, codes, body.index[cities] + 1, columns, averages)


def import_cards(store, path, mapping, year):
    """Settlement cards, a row a municipality, by the same mapping as ours."""
    heading_of = lambda text, year: text.replace("{年度}", f"令和{year - 2018}年度").replace("{翌年1月1日}", f"令{year - 2017}_1_1")
    wanted = [
        (indicator, year + offset, heading_of(heading, year + offset), SCALES[group["unit"]], group["blank"] == "nothing")
        for group in mapping["columns"] for indicator, heading in group["of"].items() for offset in group["years"]
    ]
    place = mapping["city"]
    used = {heading for _, _, heading, _, _ in wanted} | set(place.values())
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", usecols=lambda name: name in used, keep_default_na=False)
    # The prefecture's two digits and the first three of the city's own code, whose fourth is the check digit.
    own = table[place["city_code"]].str.zfill(4).str[:3]
    codes = (table[place["prefecture_code"]].str.zfill(2) + own).astype(int).tolist()
    columns = [(indicator, of_year, table[heading].replace("", None), noughts, nothing)
               for indicator, of_year, heading, noughts, nothing in wanted]
    store.add(path, "cards", year, codes, range(2, len(table) + 2), columns, [])


def prepare(data, store):
    store.db.executescript(SCHEMA)
    table = pd.read_csv(data / "municipality-codes" / "localgovjp-utf8.csv", dtype=str, encoding="utf-8-sig")
    codes = table["lgcode"].str.zfill(6).str[:5].astype(int)
    store.db.executemany("insert into city values (?, ?, ?)", zip(codes.tolist(), table["city"], table["pref"]))


def import_all(data, store, mapping):
    begun = time.perf_counter()
    store.db.execute("begin immediate")
    for path in sorted((data / "ministry-fiscal-indicators").iterdir()):
        import_table(store, path)
    for path in sorted((data / "fiscal-indicators-2023").iterdir()):
        import_table(store, path, 2023)
    import_cards(store, data / "settlement-cards-2023" / "municipalities.csv", tomllib.loads(mapping.read_text()), 2023)
    store.db.execute("commit")
    print(json.dumps({"figures": store.figures, "faults": store.faults, "starting_s": begun - STARTED}))


def main():
    what, data, database, mapping = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
    store = Store(database)
    prepare(data, store) if what == "prepare" else import_all(data, store, mapping)


if __name__ == "__main__":
    main()
