"""Execs per second of all processors, host-wide, and what was lost, beside the same storm without a tracer.

Default ring, JSON to a file, 10 and 100 variables. The rate without a tracer is the machine's own limit.
"""
import os
import subprocess

from rows._tracing import Tracer

EXECS = 20_000
SIZES = [10, 100, 1000]


def storm(execs, size):
    """Execs per second."""
    seconds = subprocess.run(
        [execs, "storm", str(size), str(EXECS), str(os.cpu_count())], check=True, capture_output=True, text=True).stdout
    return EXECS / float(seconds)


def measure(bench):
    execs = bench.build("execs.c", "-pthread")
    for _ in range(bench.rounds):
        for size in SIZES:
            alone = storm(execs, size)
            with Tracer(bench.swiftlet) as tracer:
                traced = storm(execs, size)
            bench.add(f"{size} variables", traced, alone, unit="/s", peer="no tracer", size=size)
            lost = tracer.summary["execs"] - tracer.summary["complete_execs"] + tracer.summary["execs_lost"]
            bench.add(f"lost or incomplete, {size} variables", lost, unit="", goal=0)
