#!/usr/bin/env python3
"""Validates a folder of open data as somebody else would: with the official profiles, not with our own code.

  validate.py FOLDER [--expect FILE]   FOLDER was written by `henkaku publish data`

Checks, each told by a line that begins with `ok` or with `FAULT`:
  1. datapackage.json against the official profiles of Fiscal, Tabular and plain Data Package (PyPI: datapackage)
  2. every row of every CSV file against its schema, primary keys and foreign keys (PyPI: datapackage)
  3. the same once more, with sizes and SHA-256 sums, by an independent reader (PyPI: frictionless)
  4. the bytes of each CSV: BOM, CRLF, one header row, plain digits, nothing a spreadsheet would run
  5. JSON and CSV hold the same rows; sums: program-money, cluster-money, frame
  6. catalog.jsonld as RDF: what DCAT-AP makes mandatory, and that every file it names is there (PyPI: rdflib)

FILE is JSON with what the program itself counted: {"rows": {"programs": 3000}, "cost_yen": 123}.
Ends with 1 when anything is wrong.
"""

import argparse
import csv
import io
import json
import re
import sys
import warnings
from collections import defaultdict
from pathlib import Path
from urllib.parse import urljoin, urlparse

warnings.filterwarnings("ignore")

FAULTS = []


def ok(text):
    print(f"ok    {text}")


def fault(text):
    FAULTS.append(text)
    print(f"FAULT {text}")


def check(condition, text):
    (ok if condition else fault)(text)


def profiles(folder, descriptor):
    from datapackage import Package, Profile, exceptions

    for name in ("fiscal-data-package", "tabular-data-package", "data-package"):
        try:
            Profile(name).validate({**descriptor, "profile": descriptor["profile"]})
            ok(f"datapackage.json is a valid {name}")
        except exceptions.ValidationError as error:
            for one in error.errors or [error]:
                fault(f"{name}: {one}")
    # A profile that accepts everything would prove nothing: without its model the same file must be refused.
    without_model = {key: value for key, value in descriptor.items() if key != "model"}
    try:
        Profile("fiscal-data-package").validate(without_model)
        fault("the fiscal profile accepts a package without its model")
    except exceptions.ValidationError:
        ok("the fiscal profile refuses the same package without its model")

    package = Package(descriptor, base_path=str(folder))
    check(package.valid, f"the package is valid to its library {[str(error) for error in package.errors]}")
    rows = {}
    for resource in package.resources:
        try:
            rows[resource.name] = resource.read(keyed=True, relations=bool(resource.schema.foreign_keys))
        except Exception as error:  # every kind of fault is told, none stops the rest
            details = [str(one) for one in getattr(error, "errors", [])][:5]
            fault(f"{resource.name}: {error} {details}")
            continue
        keys = resource.schema.primary_key
        if keys:
            found = [tuple(row[key] for key in keys) for row in resource.iter(keyed=True)]
            check(len(set(found)) == len(found), f"{resource.name}: the key {keys} names each of {len(found)} rows once")
    ok(f"{sum(map(len, rows.values()))} rows of {len(rows)} tables fit their schemas and find their partners")
    return rows


def second_opinion(folder):
    from frictionless import Package, system

    with system.use_context(trusted=False):
        report = Package(str(folder / "datapackage.json")).validate()
    check(report.valid, f"frictionless agrees on {len(report.tasks)} tables, their sizes and sums")
    for task in report.tasks:
        for error in task.errors[:5]:
            fault(f"{task.name}: {error.message}")
    for error in report.errors[:5]:
        fault(str(error.message))


DANGEROUS = tuple("=+-@\t\r＝＋－＠")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def files(folder, descriptor):
    for resource in descriptor["resources"]:
        content = (folder / resource["path"]).read_bytes()
        name = resource["path"]
        text = content.decode("utf-8")
        if not content.startswith(b"\xef\xbb\xbf") or content.count(b"\xef\xbb\xbf") != 1:
            fault(f"{name}: must begin with one byte order mark")
        table = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
        if content.count(b"\r\n") < len(table) or b"\r" in content.replace(b"\r\n", b""):
            fault(f"{name}: lines must end with CRLF")
        header = [field["name"] for field in resource["schema"]["fields"]]
        if table[0] != header or table.count(table[0]) != 1:
            fault(f"{name}: must have one header row, that of its schema")
        types = [field["type"] for field in resource["schema"]["fields"]]
        for line, row in enumerate(table[1:], start=2):
            for cell, kind in zip(row, types):
                if kind in ("integer", "number") and cell and not NUMBER.fullmatch(cell):
                    fault(f"{name}:{line}: {cell!r} is not in plain digits")
                if cell.startswith(DANGEROUS) and not NUMBER.fullmatch(cell):
                    fault(f"{name}:{line}: {cell!r} is what a spreadsheet would run")
    ok(f"{len(descriptor['resources'])} CSV files have BOM, CRLF, one header row, plain digits and no formula")


def same_in_json(folder, descriptor):
    for resource in descriptor["resources"]:
        codes = {field["name"]: field["code"] for field in resource["schema"]["fields"]}
        document = json.loads((folder / resource["path"]).with_suffix(".json").read_text("utf-8"))
        text = (folder / resource["path"]).read_text("utf-8-sig")
        table = list(csv.DictReader(io.StringIO(text, newline="")))
        if len(table) != len(document["rows"]):
            fault(f"{resource['name']}: {len(table)} rows in CSV, {len(document['rows'])} in JSON")
            continue
        for row, other in zip(table, document["rows"]):
            for heading, code in codes.items():
                value = document["city_code"] if code == "city_code" else other[code]
                value = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                cell = row[heading]
                if cell != value and cell.lstrip("'") != value.lstrip("'").replace("\r\n", "\n"):
                    fault(f"{resource['name']}: {heading} is {cell!r} in CSV, {value!r} in JSON")
    ok("CSV and JSON hold the same rows")
    for path in sorted((folder / "items").rglob("*.json")):
        json.loads(path.read_text("utf-8"))
    listed = json.loads((folder / "items/index.json").read_text("utf-8"))["items"]
    missing = [item["file"] for item in listed if not (folder / item["file"]).is_file()]
    check(not missing, f"{len(listed)} single items are JSON files of their own {missing[:3]}")


def sums(folder, descriptor, expected):
    def rows(name):
        return json.loads((folder / f"{name}.json").read_text("utf-8"))["rows"]

    spoken = sum(row["amount_yen"] for row in rows("program-money"))
    if "cost_yen" in expected:
        check(spoken == expected["cost_yen"], f"program-money adds up to {spoken} yen, the cost {expected['cost_yen']}")
    for name, count in expected.get("rows", {}).items():
        check(len(rows(name)) == count, f"{name} has {len(rows(name))} rows, {count} were published")
    sources = ("national_yen", "prefectural_yen", "bonds_yen", "other_yen", "general_yen", "unstated_yen")
    wrong = [row for row in rows("cluster-money") if sum(row[key] or 0 for key in sources) != row["cost_yen"]]
    check(not wrong, f"the sources of {len(rows('cluster-money'))} years of clusters add up to their cost {wrong[:2]}")
    ledger = defaultdict(int)
    for row in rows("frame-entries"):
        ledger[(row["fiscal_year"], row["side"])] += row["amount_yen"]
    for year in rows("frame-years"):
        given = (ledger[(year["fiscal_year"], "source")], ledger[(year["fiscal_year"], "use")])
        check(given == (year["sources_yen"], year["uses_yen"]), f"the frame of {year['fiscal_year']} balances: {given}")
    columns = {(row["table"], row["heading"]) for row in rows("dictionary")}
    described = {(r["name"], f["name"]) for r in descriptor["resources"] for f in r["schema"]["fields"]}
    check(columns == described, f"the dictionary names all {len(described)} columns")


def catalogue(folder):
    from rdflib import DCTERMS, FOAF, RDF, Graph, Namespace

    dcat = Namespace("http://www.w3.org/ns/dcat#")
    place = (folder / "catalog.jsonld").resolve().as_uri()
    graph = Graph().parse(data=(folder / "catalog.jsonld").read_text("utf-8"), format="json-ld", base=place)
    wanted = {
        dcat.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, dcat.dataset],
        dcat.Dataset: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.spatial, DCTERMS.modified,
                       DCTERMS.license, dcat.distribution],
        dcat.Distribution: [dcat.accessURL, dcat.mediaType, DCTERMS.license],
    }
    for kind, needs in wanted.items():
        found = list(graph.subjects(RDF.type, kind))
        lacks = [(one, need) for one in found for need in needs if graph.value(one, need) is None]
        check(found and not lacks, f"{len(found)} {kind.fragment} have what DCAT-AP wants {lacks[:3]}")
    names = [graph.value(one, FOAF.name) for one in set(graph.objects(None, DCTERMS.publisher))]
    check(names and all(names), f"the publisher is {names}")
    base = next(iter(graph.subjects(RDF.type, dcat.Catalog)))
    addresses = [str(one) for one in graph.objects(None, dcat.downloadURL)]
    root = urlparse(urljoin(str(base), ".")).path
    missing = [one for one in addresses if not (folder / urlparse(one).path.removeprefix(root)).is_file()]
    check(addresses and not missing, f"{len(addresses)} files of the catalogue are there {missing[:3]}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--expect", type=Path)
    given = arguments.parse_args()
    expected = json.loads(given.expect.read_text("utf-8")) if given.expect else {}
    descriptor = json.loads((given.folder / "datapackage.json").read_text("utf-8"))
    profiles(given.folder, descriptor)
    second_opinion(given.folder)
    files(given.folder, descriptor)
    same_in_json(given.folder, descriptor)
    sums(given.folder, descriptor, expected)
    catalogue(given.folder)
    print(f"{len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
