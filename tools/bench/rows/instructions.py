"""Instructions in user space (callgrind), beside libbpf: per record of a ring, per type and per name of the kernel's.

They hardly depend on the machine, so here a case that exceeds its limit is a failure: what CI can hold. Differences of
two runs, so that the start of the process doesn't count. Needs valgrind.
"""
import pathlib
import re
import subprocess

from rows._loader import compile_bpf, sides
from rows.btf import names

# Of ours, some more than were measured.
LIMITS = {"record of 32 bytes": 42, "opening the kernel's types": 9_000_000, "name, of a hundred": 150_000}


def count(*command):
    """The instructions of a run. A program without arguments ends at once, with its usage."""
    output = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        check=False, capture_output=True, text=True).stderr
    found = re.search(r"Collected : (\d+)", output)
    if not found:
        raise RuntimeError(f"callgrind: {output[-300:]}")
    return int(found.group(1))


def measure(bench):
    programs = sides(bench)
    here = pathlib.Path(__file__).resolve().parent.parent / "loader"
    path = compile_bpf(bench, here / "ring.bpf.c")
    sought = names()
    figures = {case: {} for case in LIMITS}
    for side, program in programs.items():
        # Valgrind can't read the debugging information.
        stripped = str(bench.scratch / f"stripped-{side}")
        subprocess.run(["strip", "-o", stripped, program], check=True)
        program = stripped
        # A full ring has 419,430 records of 32 bytes.
        once, twice = (count(program, "drained", path, "32", records) for records in ("1", "419431"))
        figures["record of 32 bytes"][side] = (twice - once) / 419_430
        nothing, opened, found = count(program), count(program, "types"), count(program, "types", *sought)
        figures["opening the kernel's types"][side] = opened - nothing
        figures["name, of a hundred"][side] = (found - opened) / len(sought)
    for case, limit in LIMITS.items():
        bench.add(case, figures[case]["swiftlet"], figures[case]["libbpf"], unit="", peer="libbpf")
    for case, limit in LIMITS.items():
        if figures[case]["swiftlet"] > limit:
            raise RuntimeError(f"{case}: {figures[case]['swiftlet']:.0f} instructions, at most {limit}")
