"""Time of the BPF programs per exec (bpf_stats), by the number of variables.

sched_process_exec and what it calls, of the block path, paths and descriptors included; divided by the execs that
the programs saw, whoever made them.
"""
import json
import pathlib
import subprocess

from rows._tracing import Tracer

SIZES = [10, 100, 1024, 4000]
EXECS = 1000
PROGRAMS = {"sched_process_exec", "sched_process_e", "continue_exec_block", "continue_exec_b"}
SWITCH = pathlib.Path("/proc/sys/kernel/bpf_stats_enabled")


def times():
    """(nanoseconds, runs of the exec program) of the programs on execs, all instances."""
    shown = subprocess.run(["bpftool", "-j", "prog", "show"], check=True, capture_output=True, text=True)
    total, runs = 0, 0
    for program in json.loads(shown.stdout):
        name = program.get("name", "")
        if "exec" not in name or not name.startswith(("sched_process_exec", "sched_process_e", "continue_exec")):
            continue
        total += program.get("run_time_ns", 0)
        if name.startswith("sched_process"):
            runs = max(runs, program.get("run_cnt", 0))
    return total, runs


def measure(bench):
    execs = bench.build("execs.c", "-pthread")
    before = SWITCH.read_text()
    SWITCH.write_text("1")
    try:
        for _ in range(bench.rounds):
            for size in SIZES:
                with Tracer(bench.swiftlet):
                    first = times()
                    subprocess.run(
                        [execs, "spawn", str(size), str(EXECS)], check=True, stdout=subprocess.DEVNULL)
                    last = times()
                bench.add(
                    f"{size} variables", (last[0] - first[0]) / (last[1] - first[1]) / 1000, unit="µs",
                    size=size, goal=2 if size == 100 else None)
    finally:
        SWITCH.write_text(before)
