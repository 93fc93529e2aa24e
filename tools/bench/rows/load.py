"""User space of loading other people's objects, bpf(2) subtracted, beside libbpf: all of it, opening, peak memory.

Each figure comes from a process of its own. Only objects that both sides load as a whole take part. Objects are
those of tools/conformance/build.sh: small ones, the CO-RE tools, the largest.
"""
import os
import subprocess

OBJECTS = [
    "xdp-tools/xdp_pass", "libbpf-tools/execsnoop", "libbpf-tools/biotop", "libbpf-tools/tcpconnlat",
    "libbpf-tools/ksnoop", "libbpf-tools/klockstat", "libbpf-tools/funclatency",
]


def load(program, path):
    """(nanoseconds to open, in user space in all, peak KB), or None."""
    command = ["unshare", "--mount", "sh", "-c", 'mount -t bpf bpf /sys/fs/bpf; exec "$@"', "sh", program, "time", path]
    output = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout.split()
    if len(output) != 6 or int(output[0]) != 0:
        return None
    _, opened, total, inside, _, peak = map(int, output)
    return opened, total - inside, peak


def measure(bench):
    folder = bench.conformance
    theirs, ours = f"{folder}/reference", f"{folder}/build/release/conformance"
    every = os.environ.get("ALL_OBJECTS")
    names = OBJECTS
    if every:
        names = sorted(
            f"{set_}/{file[:-2]}" for set_ in os.listdir(f"{folder}/objects")
            if os.path.isdir(f"{folder}/objects/{set_}")
            for file in os.listdir(f"{folder}/objects/{set_}") if file.endswith(".o"))
    for _ in range(bench.rounds):
        for name in names:
            path = f"{folder}/objects/{name}.o"
            if not os.path.exists(path):
                continue
            a, b = load(theirs, path), load(ours, path)
            if not a or not b:
                continue
            short = name.split("/")[1]
            bench.add(f"{short}: load", b[1] / 1000, a[1] / 1000, unit="µs", peer="libbpf",
                      goal=1 if short == "xdp_pass" else 0.35)
            bench.add(f"{short}: open", b[0] / 1000, a[0] / 1000, unit="µs", peer="libbpf, opening", goal=1)
            bench.add(f"{short}: peak memory", b[2], a[2], unit="KB", peer="libbpf, memory", goal=1.5)
