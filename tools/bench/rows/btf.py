"""The kernel's types in a new process: opened, and opened with one name and with a hundred found, beside libbpf.

Names are those of structures, spread over the table. Ours are opened by TargetTypes.file, the public way.
"""
import json
import subprocess

from rows._loader import number, sides


def names():
    output = subprocess.run(
        ["bpftool", "-j", "btf", "dump", "file", "/sys/kernel/btf/vmlinux"], check=True, capture_output=True).stdout
    found = [
        type_["name"] for type_ in json.loads(output)["types"]
        if type_["kind"] == "STRUCT" and type_["name"] != "(anon)"
    ]
    return found[:: len(found) // 100][:100]


def measure(bench):
    programs = sides(bench)
    sought = names()
    cases = [("open", [], 0, 0.3), ("open, 1 name", sought[50:51], 1, 0.35), ("open, 100 names", sought, 100, 0.5)]
    for _ in range(bench.rounds):
        for case, chosen, size, goal in cases:
            theirs = number(programs["libbpf"], "types", *chosen) / 1000
            ours = number(programs["swiftlet"], "types", *chosen) / 1000
            bench.add(case, ours, theirs, unit="µs", peer="libbpf", size=size, goal=goal)
