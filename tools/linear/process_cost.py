#!/usr/bin/env python3
"""Checks what an ordinary process (fork, exec, exit) costs in user space, in instructions.

    process_cost.py STREAM-STEPS

Its exec has 100 variables: the same as before (same), two of them new (half), or all new (own). Instructions
are counted by callgrind, as the difference between two numbers of processes; a cell above its limit fails.
"""
import re
import subprocess
import sys

# About a fifth above what was measured.
LIMITS = {
    ("json", "same"): 78_000,
    ("json", "half"): 250_000,
    ("json", "own"): 370_000,
    ("diff", "same"): 82_000,
    ("ref", "same"): 78_000,
    ("text", "same"): 65_000,
    ("otlp", "same"): 120_000,
}
FEW, MANY = 64, 192


def instructions(steps, form, environment, count):
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", steps, form, environment, str(count)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1))


def main():
    failed = False
    for (form, environment), limit in LIMITS.items():
        few, many = (instructions(sys.argv[1], form, environment, count) for count in (FEW, MANY))
        cost = (many - few) // (MANY - FEW)
        failed |= cost > limit
        print(f"{form:6}{environment:6}{cost:10,} instructions a process, at most {limit:,}"
              + ("   TOO MANY" if cost > limit else ""))
    sys.exit(1 if failed else 0)


main()
