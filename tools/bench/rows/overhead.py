"""What tracing costs the traced: posix_spawn + wait by the number of variables, and getppid of others.

Every round measures without a tracer, with the block path and with the stream path, one right after the other.
The tracer watches the whole host and writes JSON to a file.
"""
import statistics
import subprocess

from rows._tracing import Tracer

SIZES = [10, 100, 1024, 2048, 4000]
EXECS = 150
GETPPIDS = 600_000
MODES = {"block": [], "stream": ["--capture", "stream"]}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def spawn(execs, variables):
    """The median of one posix_spawn and wait, in microseconds."""
    return statistics.median(map(int, run(execs, "spawn", str(variables), str(EXECS)))) / 1000


def getppid(execs):
    """One getppid(2), in nanoseconds: the minimum of five."""
    return min(float(run(execs, "getppid", str(GETPPIDS))[0]) for _ in range(5))


def measure(bench):
    execs = bench.build("execs.c", "-pthread")
    for _ in range(bench.rounds):
        alone = {size: spawn(execs, size) for size in SIZES}
        quiet = getppid(execs)
        for mode, options in MODES.items():
            with Tracer(bench.swiftlet, options):
                traced = {size: spawn(execs, size) for size in SIZES}
                calls = getppid(execs)
            for size in SIZES:
                bench.add(
                    f"{size} variables, {mode} path", traced[size], alone[size], unit="µs",
                    peer=f"no tracer ({mode})", size=size, goal=1.02 if mode == "block" else None)
            bench.add(f"getppid elsewhere, {mode} path", calls, quiet, unit="ns", peer="no tracer")
