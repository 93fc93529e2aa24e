#!/usr/bin/env python3
"""Measures the user-space cost of loading objects, compared with libbpf.

    tools/bench/load.py FOLDER [ROUNDS]

FOLDER is what tools/conformance/build.sh made. Each figure is the least of the rounds, of a process of
its own; time inside bpf(2) is subtracted, so that the kernel's verifier, the same for both, counts for
neither. Only objects that both load as a whole take part. Needs root.
"""
import os
import platform
import subprocess
import sys


def measure(program, path):
    """(nanoseconds to open, in user space in all, inside bpf(2), calls, KB), or None."""
    shell = 'mount -t bpf bpf /sys/fs/bpf; exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", shell, "sh", program, "time", path]
    output = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.split()
    if len(output) != 6 or int(output[0]) != 0:
        return None
    _, opened, total, inside, calls, peak = map(int, output)
    return opened, total - inside, inside, calls, peak


def main():
    folder = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    sides = {"libbpf": f"{folder}/reference", "swiftlet": f"{folder}/build/release/conformance"}
    objects = sorted(
        os.path.join(path, file)
        for path, _, files in os.walk(f"{folder}/objects")
        for file in files
        if file.endswith(".o")
    )
    rows = []
    for path in objects:
        best = {}
        for _ in range(rounds):
            found = {side: measure(program, path) for side, program in sides.items()}
            if None in found.values():
                best = {}
                break
            for side, figures in found.items():
                best[side] = [min(pair) for pair in zip(figures, best.get(side, figures))]
        if best:
            rows.append((os.path.relpath(path, f"{folder}/objects").removesuffix(".o"), best))
    print(f"load: user space, bpf(2) subtracted; {platform.release()}, {os.cpu_count()} CPUs, best of {rounds}")
    print(f"{'object':<36}{'libbpf µs':>10}{'ours µs':>10}{'ratio':>8}{'opening':>9}{'calls':>12}{'KB':>16}")
    sums = {side: [0] * 5 for side in sides}
    for name, best in rows:
        a, b = best["libbpf"], best["swiftlet"]
        for side in sides:
            sums[side] = [x + y for x, y in zip(sums[side], best[side])]
        print(
            f"{name:<36}{a[1] / 1000:>10.0f}{b[1] / 1000:>10.0f}{b[1] / a[1]:>8.2f}{b[0] / 1000:>9.0f}"
            f"{f'{a[3]} / {b[3]}':>12}{f'{a[4]} / {b[4]}':>16}"
        )
    if not rows:
        print("load.py: no object that both load", file=sys.stderr)
        return 1
    a, b = sums["libbpf"], sums["swiftlet"]
    peak = " / ".join(str(max(best[side][4] for _, best in rows)) for side in sides)
    print(
        f"{f'total of {len(rows)}':<36}{a[1] / 1000:>10.0f}{b[1] / 1000:>10.0f}{b[1] / a[1]:>8.2f}{b[0] / 1000:>9.0f}"
        f"{f'{a[3]} / {b[3]}':>12}{peak:>16}"
    )
    print(f"goal: 0.8; inside bpf(2): {a[2] / 1e6:.0f} ms / {b[2] / 1e6:.0f} ms; the last column is peak memory")
    return 0


sys.exit(main())
