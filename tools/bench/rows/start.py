"""Starting to trace: exec of the tracer to attached, beside a static libbpf program; `trace -- /bin/true` in all.

The libbpf program loads the same object and attaches the same programs with the same constants. Both run a command
once they are attached, and the command says when.
"""
import pathlib
import re
import shutil
import subprocess
import time

from rows._loader import compile_bpf, sides

PROGRAMS = [
    "sched_process_exec", "sched_process_exec_again", "sched_process_exit", "sched_process_exit_again",
    "sched_process_fork", "sched_process_fork_again", "continue_exec_block",
]
VALUES = "is_preemptible=1,follow_descendants=1,follow_forks=1"


def until_command(command):
    """Milliseconds from before the exec until the command that it runs prints the clock (execs.c), and until its end."""
    begin = time.clock_gettime(time.CLOCK_MONOTONIC)
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    end = time.clock_gettime(time.CLOCK_MONOTONIC)
    return int(output.split()[0]) / 1e6 - begin * 1e3, (end - begin) * 1e3


def measure(bench):
    programs = sides(bench)
    execs = bench.build("execs.c", "-pthread")
    root = pathlib.Path(__file__).resolve().parent.parent.parent.parent
    # libbpf refuses to load an object whose maps list programs that are left out: those slots are emptied.
    sources = bench.scratch / "bpf"
    shutil.copytree(root / "bpf", sources, dirs_exist_ok=True)
    maps = sources / "tracer_maps.h"
    maps.write_text(re.sub(r"\.values = \{ \[CONTINUE_ENV_STREAM\].*", "", maps.read_text()))
    path = compile_bpf(bench, sources / "process_tracer.bpf.c")
    for _ in range(bench.rounds):
        theirs, _ = until_command(
            [programs["libbpf"], "attach", path, VALUES, ",".join(PROGRAMS), execs, "clock"])
        ours, end = until_command([str(bench.swiftlet), "trace", "--", execs, "clock"])
        bench.add("exec to attached", ours, theirs, unit="ms", peer="libbpf", goal=1)
        bench.add("command's start to our end", end - ours, unit="ms", goal=5)
        begin = time.monotonic()
        subprocess.run([str(bench.swiftlet), "trace", "--", "/bin/true"], check=True, stderr=subprocess.DEVNULL)
        bench.add("trace -- /bin/true", (time.monotonic() - begin) * 1000, unit="ms", goal=80)
