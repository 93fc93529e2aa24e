#!/usr/bin/env python3
"""Measures swiftlet beside what does the same work, and prints one table.

    tools/bench/bench.py [--rows ring,btf] [--rounds 9] [--json FILE] [--list]

A row is a module of tools/bench/rows: its name is the row's, its first line says what it measures, and its
function `measure(bench)` calls `bench.add` once per round and case. A figure is the median of the rounds, "±" half
the distance between the quartiles, and a ratio the median of the ratios of each round, so that what slows the
machine for a while slows both sides. Where a case has a size, the line "each" is the slope over all sizes.

Needs root, the packages of `tools/packages.sh bench`, and what `make bench` builds before: the static file
(.build-static/swiftlet) and .build-conformance.
"""
import argparse
import importlib
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Case:
    """The measurements of one line of the table."""

    def __init__(self, row, name, unit, peer, size, goal):
        self.row, self.name, self.unit, self.peer, self.size, self.goal = row, name, unit, peer, size, goal
        self.ours, self.reference = [], []

    @property
    def ratio(self):
        pairs = [a / b for a, b in zip(self.ours, self.reference) if b]
        return statistics.median(pairs) if pairs else None


class Bench:
    """What a row's module needs: programs, the number of rounds, and a place for figures."""

    def __init__(self, rounds, scratch):
        self.rounds = rounds
        self.scratch = pathlib.Path(scratch)
        self.conformance = ROOT / ".build-conformance"
        self.swiftlet = ROOT / ".build-static/swiftlet"
        self.cases = {}
        self.row = ""

    def add(self, case, ours, reference=None, *, unit, peer="", size=None, goal=None):
        """Adds one round's figure of ours, and what the peer needed right before or after it.

        size: what the work grows with, if the row's cases differ in it. goal: the ratio to reach; without a peer,
        the figure.
        """
        key = (self.row, case)
        if key not in self.cases:
            self.cases[key] = Case(self.row, case, unit, peer, size, goal)
        self.cases[key].ours.append(ours)
        if reference is not None:
            self.cases[key].reference.append(reference)

    def build(self, source, *options):
        """Compiles a C file of tools/bench, once, and returns the program."""
        program = self.scratch / pathlib.Path(source).stem
        if not program.exists():
            subprocess.run(
                ["gcc", "-O2", "-Wall", "-static", str(HERE / source), *options, "-o", str(program)], check=True)
        return str(program)


def spread(values):
    """Half the distance between the quartiles."""
    if len(values) < 2:
        return 0.0
    quartiles = statistics.quantiles(values, n=4, method="inclusive")
    return (quartiles[2] - quartiles[0]) / 2


def slope(sizes, values):
    """The least-squares slope."""
    x, y = statistics.mean(sizes), statistics.mean(values)
    return sum((a - x) * (b - y) for a, b in zip(sizes, values)) / sum((a - x) ** 2 for a in sizes)


def number(value):
    """Four significant digits at most."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def slopes(cases):
    """For each row and peer with three sizes or more: (row, unit, peer, slope of the peer's, of ours)."""
    groups = {}
    for case in cases:
        if case.size is not None:
            groups.setdefault((case.row, case.peer, case.unit), []).append(case)
    for (row, peer, unit), group in groups.items():
        if len({case.size for case in group}) < 3:
            continue
        sizes = [case.size for case in group]
        ours = slope(sizes, [statistics.median(case.ours) for case in group])
        theirs = None
        if all(case.reference for case in group):
            theirs = slope(sizes, [statistics.median(case.reference) for case in group])
        yield row, unit, peer, theirs, ours


def describe(machine, cases):
    """The table, as lines."""
    lines = [
        f"{machine['processor']}, Linux {machine['kernel']}, {machine['processors']} processors;"
        f" median of {machine['rounds']} rounds",
        f"{'row':<13}{'case':<34}{'peer':<22}{'peer has':>13}{'swiftlet':>11}{'±':>8} {'':<4}{'ratio':>7}{'goal':>7}",
    ]
    extra = {row: [] for row in {case.row for case in cases}}
    for row, unit, peer, theirs, ours in slopes(cases):
        ratio = f"{ours / theirs:.2f}" if theirs else ""
        extra[row].append(
            f"{row:<13}{'  each':<34}{peer:<22}{number(theirs) if theirs is not None else '':>13}"
            f"{number(ours):>11}{'':>8} {unit:<4}{ratio:>7}")
    last = None
    for case in cases:
        if last not in (None, case.row):
            lines += extra[last]
        last = case.row
        theirs = number(statistics.median(case.reference)) if case.reference else ""
        ratio = f"{case.ratio:.3f}" if case.ratio is not None else ""
        goal = "" if case.goal is None else f"{case.goal:g}"
        lines.append(
            f"{case.row:<13}{case.name:<34}{case.peer:<22}{theirs:>13}{number(statistics.median(case.ours)):>11}"
            f"{number(spread(case.ours)):>8} {case.unit:<4}{ratio:>7}{goal:>7}")
    if last is not None:
        lines += extra[last]
    return lines


def machine(rounds):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.machine(), "kernel": platform.release(),
        "processors": os.cpu_count(), "rounds": rounds,
    }


def write(path, machine, cases):
    rows = [
        {
            "row": case.row, "case": case.name, "unit": case.unit, "peer": case.peer, "size": case.size,
            "goal": case.goal, "median": statistics.median(case.ours), "spread": spread(case.ours),
            "peer_median": statistics.median(case.reference) if case.reference else None,
            "ratio": case.ratio, "values": case.ours, "peer_values": case.reference,
        }
        for case in cases
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", encoding="utf-8")


def main():
    names = sorted(file.stem for file in (HERE / "rows").glob("*.py") if not file.stem.startswith("_"))
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
    parser.add_argument("--rows", default="")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=pathlib.Path, default=ROOT / ".build/bench.json")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    chosen = [name for name in arguments.rows.replace(",", " ").split()] or names
    unknown = [name for name in chosen if name not in names]
    if unknown:
        sys.exit(f"bench.py: no row '{unknown[0]}'; there are: {', '.join(names)}")
    sys.path.insert(0, str(HERE))
    modules = {name: importlib.import_module(f"rows.{name}") for name in chosen}
    if arguments.list:
        for name, module in modules.items():
            print(f"{name:<10} {module.__doc__.strip().splitlines()[0]}")
        return 0
    if os.geteuid() != 0:
        sys.exit("bench.py: needs root: it loads programs and traces the host")
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(arguments.rounds, scratch)
        for name, module in modules.items():
            bench.row = name
            print(f"measuring {name}: {module.__doc__.strip().splitlines()[0]}", file=sys.stderr)
            try:
                module.measure(bench)
            except (OSError, subprocess.SubprocessError, RuntimeError) as error:
                failed.append(name)
                print(f"bench.py: row '{name}' failed: {error}", file=sys.stderr)
    cases = list(bench.cases.values())
    facts = machine(arguments.rounds)
    print("\n".join(describe(facts, cases)))
    write(arguments.json, facts, cases)
    print(f"figures: {arguments.json}")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
