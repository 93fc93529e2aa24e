#!/usr/bin/env python3
"""Measures what tracing costs traced processes and all others.

    tools/bench/overhead.py SWIFTLET [ROUNDS]

Every round measures without a tracer, with the block path and with the stream path, one right after
the other; a figure is the median over the rounds of the ratio to the same round's figure without a
tracer. The tracer watches the whole host and writes JSON to a file. Needs root and gcc (libc6-dev).
"""
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

SIZES = [10, 100, 1024, 2048, 4000]
EXECS = 150
GETPPIDS = 3_000_000
MODES = [("block", []), ("stream", ["--capture", "stream"])]


class Tracer:
    """swiftlet trace on the whole host, attached when __enter__ returns."""

    def __init__(self, swiftlet, options):
        self.command = [swiftlet, "trace", "--format", "json", "--output"]
        self.options = options

    def __enter__(self):
        self.file = tempfile.NamedTemporaryFile(mode="r")
        self.process = subprocess.Popen(self.command + [self.file.name] + self.options)
        while '"exec"' not in self.file.read():
            subprocess.run(["/bin/true"], check=True)
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        if self.process.wait() != 0:
            sys.exit("overhead.py: the tracer failed")
        self.file.close()


def spawn(execs, variables):
    """The median of one posix_spawn and wait, in microseconds."""
    output = subprocess.run(
        [execs, "spawn", str(variables), str(EXECS)], check=True, capture_output=True, text=True)
    return statistics.median(int(line) for line in output.stdout.split()) / 1000


def getppid(execs):
    """One getppid(2), in nanoseconds: the minimum of five."""
    return min(
        float(subprocess.run([execs, "getppid", str(GETPPIDS // 5)], check=True,
                             capture_output=True, text=True).stdout)
        for _ in range(5))


def main():
    swiftlet = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as folder:
        execs = os.path.join(folder, "execs")
        subprocess.run(
            ["gcc", "-O2", "-static", os.path.join(here, "execs.c"), "-o", execs], check=True)
        figures = {}
        for _ in range(rounds):
            alone = {size: spawn(execs, size) for size in SIZES}
            quiet = getppid(execs)
            for name, options in MODES:
                with Tracer(swiftlet, options):
                    traced = {size: spawn(execs, size) for size in SIZES}
                    calls = getppid(execs)
                for size in SIZES:
                    figures.setdefault((name, size), []).append((alone[size], traced[size]))
                figures.setdefault((name, "getppid"), []).append((quiet, calls))
    print(f"{platform.processor() or platform.machine()}, Linux {platform.release()}, "
          f"{os.cpu_count()} processors; median of {rounds} rounds")
    print(f"{'':24}{'no tracer':>12}" + "".join(f"{name:>12}{'ratio':>8}" for name, _ in MODES))
    for row in SIZES + ["getppid"]:
        unit = "ns" if row == "getppid" else "µs"
        label = row if row == "getppid" else f"{row} variables"
        line = f"{label:24}"
        for index, (name, _) in enumerate(MODES):
            pairs = figures[(name, row)]
            if index == 0:
                line += f"{statistics.median(a for a, _ in pairs):9.1f} {unit}"
            ratio = statistics.median(t / a for a, t in pairs)
            line += f"{statistics.median(t for _, t in pairs):9.1f} {unit}{ratio:8.3f}"
        print(line)


main()
