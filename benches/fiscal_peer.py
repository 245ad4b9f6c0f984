"""The peer of the engine bench: the same bonds and the same renewal in NumPy.

    python benches/fiscal_peer.py check|futures|buildings FOLDER RUNS

Written the way a person who knows NumPy well would: whole arrays, no loop over futures or buildings, loops over years only
where a year needs the one before, results written in place, the cohorts of all years as one matrix product. `check` computes
with our deviations; `futures` draws its own. Prints what it found as JSON.
"""

import json
import pathlib
import sys
import time

import numpy as np


def read_model(folder):
    model = json.loads((folder / "model.json").read_text())
    years = model["years"]
    age = np.arange(years)[:, None] - np.arange(years)[None, :]
    # Row: year; column: year of issue; what is left of the issue then.
    model["left"] = np.where(age >= 0, np.array(model["remaining"])[np.maximum(age, 0)], 0.0)
    for key in ("legacy", "legacy_interest", "issues", "fund_flows", "population"):
        model[key] = np.array(model[key], dtype=float)
    weights = np.array(model["deviation"])[:, None] * np.linalg.cholesky(np.array(model["correlation"]))
    model["weights"], model["persistence"] = weights, np.array(model["persistence"])
    model["expected"] = {name: np.array(fan) for name, fan in model["expected"].items()}
    model["expected_service"] = np.zeros(years)
    model["expected_service"] = follow(model, np.zeros((years, 4, 1)))["service"][:, 0]
    return model


def draw(model, random, paths):
    """How far each driver strays: year × driver × future."""
    strays = model["weights"] @ random.standard_normal((model["years"], 4, paths))
    for year in range(1, model["years"]):
        strays[year] += model["persistence"][:, None] * strays[year - 1]
    return strays


def follow(model, strays):
    """The four measures of every future: year × future. The deviations are used up."""
    interest, indexes = strays[:, 0], strays[:, 1:]
    indexes += 1.0
    np.maximum(indexes[:, :2], 0.0, out=indexes[:, :2])
    np.maximum(indexes[:, 2], 0.01, out=indexes[:, 2])
    for year in range(1, len(indexes)):
        indexes[year] *= indexes[year - 1]
    dearer, richer, people = indexes[:, 0], indexes[:, 1], indexes[:, 2]
    dearer -= 1.0
    richer -= 1.0
    issues = dearer * model["issue_price_share"]
    issues += 1.0
    np.maximum(issues, 0.0, out=issues)
    issues *= model["issues"][:, None]
    costs = interest + model["interest_rate"]
    np.maximum(costs, 0.0, out=costs)
    costs *= issues
    balance = model["left"] @ issues
    balance += model["legacy"][1:, None]
    bearing = model["left"] @ costs
    # Interest: what bore it at the year's beginning, less a quarter of what was redeemed in the year.
    service = issues - balance
    service[0] += model["legacy"][0]
    service[1:] += balance[:-1]
    service += model["legacy_interest"][:, None]
    service[1:] += 0.75 * bearing[:-1]
    bearing -= costs
    service += 0.25 * bearing
    people *= model["population"][:, None]
    richer *= model["taxes"] * model["taxes_kept"]
    dearer *= model["priced_expenditure"]
    fund = richer - dearer
    fund -= service
    fund += (model["fund_flows"] + model["expected_service"])[:, None]
    fund[0] += model["fund"]
    for year in range(1, len(fund)):
        fund[year] += fund[year - 1]
    return {"balance": balance, "per_citizen": balance / people, "service": service, "fund": fund}


def quantiles_by_sorting(values, shares):
    """Sorting everything: NumPy's sort is so fast that this beats its own quantiles."""
    at = np.maximum(np.ceil(np.array(shares) * values.shape[1]).astype(int), 1) - 1
    return np.sort(values, axis=1)[:, at].T


def quantiles_by_name(values, shares):
    return np.quantile(values, shares, axis=1, method="inverted_cdf")


def check(folder, _):
    """The largest difference from our quantiles, in yen, when both have the same deviations."""
    model = read_model(folder)
    strays = np.fromfile(folder / "deviations.f64").reshape(model["paths"], model["years"], 4)
    found = follow(model, np.ascontiguousarray(strays.transpose(1, 2, 0)))
    fans = {name: np.rint(quantiles_by_sorting(values, model["shares"])) for name, values in found.items()}
    return {name: float(np.abs(fan - model["expected"][name]).max()) for name, fan in fans.items()}


def futures(folder, runs):
    model = read_model(folder)
    ways = {
        "tuned": (np.random.SFC64, quantiles_by_sorting),
        "plain": (np.random.PCG64, quantiles_by_name),
    }
    answer = {}
    for way, (generator, quantiles) in ways.items():
        simulate_ms, quantiles_ms = [], []
        for run in range(runs + 1):
            start = time.perf_counter()
            found = follow(model, draw(model, np.random.Generator(generator(model["seed"] + run)), model["paths"]))
            after = time.perf_counter()
            fans = {name: quantiles(values, model["shares"]) for name, values in found.items()}
            end = time.perf_counter()
            if run > 0:
                simulate_ms.append(1e3 * (after - start))
                quantiles_ms.append(1e3 * (end - after))
        fans = {name: np.rint(fan).tolist() for name, fan in fans.items()}
        answer[way] = {"simulate_ms": simulate_ms, "quantiles_ms": quantiles_ms, "found": fans}
    return answer


def refuse_what_cannot_be(kind, built, area, kinds):
    if kind.min() < 0 or kind.max() >= kinds or built.min() < 1868 or built.max() > 2200 or area.min() < 0:
        raise ValueError("a use, a year or a floor area that cannot be")


def spread(costs, kind, first, years, amount):
    """Adds amounts to a run of years in equal parts, the remainder in the last."""
    horizon = costs.shape[1]
    part = amount // years
    for index in range(years):
        inside = first + index < horizon
        paid = part if index + 1 < years else amount - part * (years - 1)
        place = (kind * horizon + first + index)[inside]
        costs += np.bincount(place, weights=paid[inside], minlength=costs.size).reshape(costs.shape)


def renew(rule, kind, born, repaired, area):
    """What these cost by use and year: buildings one by one, or all of one use and year as one."""
    horizon = rule["years"]
    repair, rebuild = np.zeros((2, len(rule["repair"]), horizon))
    # Whole yen, half up; floats hold them exactly.
    repair_cost, rebuild_cost = (np.floor(np.array(rule[of])[kind] * area / 100 + 0.5) for of in ("repair", "rebuild"))
    while len(kind):
        due = born + rule["repair_age"]
        late = (due < 0) & (-born <= rule["overdue_until_age"]) & ~repaired
        coming = (due >= 0) & (due < horizon)
        spread(repair, kind[late], np.zeros(np.count_nonzero(late), int), rule["backlog_years"], repair_cost[late])
        spread(repair, kind[coming], due[coming], rule["repair_years"], repair_cost[coming])
        due = born + rule["rebuild_age"]
        late, coming = due < 0, (due >= 0) & (due < horizon)
        spread(rebuild, kind[late], np.zeros(np.count_nonzero(late), int), rule["backlog_years"], rebuild_cost[late])
        spread(rebuild, kind[coming], due[coming], rule["rebuild_years"], rebuild_cost[coming])
        born = due[coming] + rule["rebuild_years"] - 1
        kind, repaired = kind[coming], repaired[coming]
        repair_cost, rebuild_cost = repair_cost[coming], rebuild_cost[coming]
    return np.concatenate([repair, rebuild])


def renew_each(rule, kind, built, repaired, area):
    refuse_what_cannot_be(kind, built, area, len(rule["repair"]))
    return renew(rule, kind, built - rule["first_year"], repaired, area)


def renew_grouped(rule, kind, built, repaired, area):
    refuse_what_cannot_be(kind, built, area, len(rule["repair"]))
    first, width = 1868, 2 * (2200 - 1868 + 1)
    areas = np.bincount(kind * width + (built - first) * 2 + repaired, weights=area, minlength=len(rule["repair"]) * width)
    there = np.flatnonzero(areas)
    rest = there % width
    return renew(rule, there // width, rest // 2 + first - rule["first_year"], rest % 2 == 1, areas[there])


def buildings(folder, runs):
    rule = json.loads((folder / "renewal.json").read_text())
    kind, built, area, repaired = (np.fromfile(folder / f"{of}.i64", int) for of in ("kind", "built", "area", "repaired"))
    # In the types that NumPy counts fastest.
    repaired, area = repaired.astype(bool), area.astype(float)
    answer = {}
    for way, run_once in {"grouped": renew_grouped, "each": renew_each}.items():
        taken = []
        for run in range(runs + 1):
            start = time.perf_counter()
            found = run_once(rule, kind, built, repaired, area)
            if run > 0:
                taken.append(1e3 * (time.perf_counter() - start))
        answer[way] = {"renew_ms": taken, "found": found.tolist()}
    return answer


if __name__ == "__main__":
    what, folder, runs = sys.argv[1:]
    print(json.dumps({"check": check, "futures": futures, "buildings": buildings}[what](pathlib.Path(folder), int(runs))))
