"""The fiscal engine: futures of the bonds and renewal of a million buildings, against NumPy. `python3 benches/fiscal.py [RUNS] [ROUNDS]`"""

import json
import os
import pathlib
import statistics
import subprocess
import sys

from common import HERE, ROOT, fresh, machine, peer, prepare_peers, timed, verdict

WAYS = {
    "tuned": "NumPy, tuned (SFC64, quantiles by sorting)",
    "plain": "NumPy, plain (default generator, np.quantile)",
    "grouped": "NumPy, use and year counted first",
    "each": "NumPy, building by building",
}


def engine():
    """Our side: an example of the crate `fiscal`, built as the product is."""
    if "HENKAKU_ENGINE" in os.environ:
        return pathlib.Path(os.environ["HENKAKU_ENGINE"])
    subprocess.run(["cargo", "build", "--release", "--locked", "-p", "fiscal", "--example", "bench_engine"], cwd=ROOT, check=True)
    return ROOT / "target" / "release" / "examples" / "bench_engine"


def sides(binary, what, folder, runs, rounds):
    """Both sides in turn, so that a machine that slows down slows both: all times, the last result, most memory."""
    times, found, memory = {}, {}, {}
    commands = {"Henkaku": [binary], "NumPy": [peer("python"), HERE / "fiscal_peer.py"]}
    for _ in range(rounds):
        for side, command in commands.items():
            out, _, _, most = timed([*command, what, folder, runs])
            answer = json.loads(out)
            for way, result in ({"Henkaku": answer} if side == "Henkaku" else answer).items():
                found[way], memory[way] = result.pop("found"), most
                for step, taken in result.items():
                    times.setdefault(way, {}).setdefault(step, []).extend(taken)
    return times, found, memory


def total_ms(steps):
    """The median of whole runs, and the best."""
    whole = [sum(run) for run in zip(*steps.values())]
    return statistics.median(whole), min(whole)


def show(times, memory):
    for way, steps in times.items():
        median, best = total_ms(steps)
        parts = ", ".join(f"{step.removesuffix('_ms')} {statistics.median(taken):.2f}" for step, taken in steps.items())
        print(f"  {WAYS.get(way, way)}: {median:.2f} ms (best {best:.2f}; {parts}), memory {memory[way]:.0f} MB")


def ratios(times, way):
    ours, theirs = total_ms(times["Henkaku"]), total_ms(times[way])
    return theirs[0] / ours[0], theirs[1] / ours[1]


def far_apart(found, expected):
    """The largest difference of a quantile between two simulations, as a share of the fan's width in its year."""
    worst = 0.0
    for name, fan in found.items():
        for year, (least, most) in enumerate(zip(expected[name][0], expected[name][-1])):
            for share, years in enumerate(fan):
                if most - least > 1_000:
                    worst = max(worst, abs(years[year] - expected[name][share][year]) / (most - least))
    return worst


def futures(binary, folder, runs, rounds):
    model = json.loads((folder / "model.json").read_text())
    print(f"{model['paths']:,} futures × {model['years']} years × as many cohorts, four drivers, five quantiles of four measures a year")
    apart, *_ = timed([peer("python"), HERE / "fiscal_peer.py", "check", folder, 1])
    apart = json.loads(apart)
    if max(apart.values()) > 1:
        sys.exit(f"with the same deviations the sides differ by these yen, so nothing is compared: {apart}")
    print(f"  with the same deviations every quantile agrees to {max(apart.values()):.0f} yen")
    times, found, memory = sides(binary, "futures", folder, runs, rounds)
    drawn_apart = max(far_apart(found[way], found["Henkaku"]) for way in ("tuned", "plain"))
    if drawn_apart > 0.05:
        sys.exit(f"with their own draws the sides differ by {drawn_apart:.3f} of the fan, so nothing is compared")
    print(f"  with their own draws no quantile is further apart than {100 * drawn_apart:.1f}% of the fan's width")
    show(times, memory)
    ratio, best = ratios(times, "tuned")
    verdict("times faster than tuned NumPy", f"{ratio:.1f} (best against best {best:.1f})", "at least 10", ratio >= 10)
    ratio, best = ratios(times, "plain")
    verdict("times faster than plain NumPy", f"{ratio:.1f} (best against best {best:.1f})", "at least 10", ratio >= 10)
    median, _ = total_ms(times["Henkaku"])
    verdict("a change of a parameter, quantiles included", f"{median:.1f} ms", "under 100 ms", median < 100)


def buildings(binary, folder, runs, rounds):
    rule = json.loads((folder / "renewal.json").read_text())
    count = (folder / "kind.i64").stat().st_size // 8
    print(f"renewal of {count:,} buildings × {rule['years']} years, {len(rule['repair'])} uses")
    times, found, memory = sides(binary, "buildings", folder, runs, rounds)
    def yen_apart(way):
        pairs = zip(sum(found["Henkaku"], []), sum(found[way], []))
        return max(abs(ours - theirs) for ours, theirs in pairs)
    # Building by building every work is cut to whole yen: a yen or so for each building of a use and year.
    if yen_apart("grouped") > 0 or yen_apart("each") > count / 100:
        sys.exit(f"the sides differ by {yen_apart('grouped')} and {yen_apart('each')} yen, so nothing is compared")
    print(f"  counted the same way both agree to the yen; building by building rounds {yen_apart('each'):.0f} yen apart at most")
    show(times, memory)
    ratio, best = ratios(times, "each")
    verdict("times faster than NumPy building by building", f"{ratio:.0f} (best against best {best:.0f})", "at least 10", ratio >= 10)
    ratio, best = ratios(times, "grouped")
    verdict("times faster than NumPy counting use and year first", f"{ratio:.1f} (best against best {best:.1f})", "at least 10", ratio >= 10)


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    prepare_peers()
    binary, folder = engine(), fresh("fiscal")
    subprocess.run([binary, "write", folder], check=True)
    print(machine())
    futures(binary, folder, runs, rounds)
    buildings(binary, folder, runs, rounds)


if __name__ == "__main__":
    main()
