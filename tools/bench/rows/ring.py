"""Reading a ring buffer, nanoseconds per record, beside ring_buffer__consume: drained, and while it is filled.

Each record's first eight bytes are read. Drained: only reading is timed, of a ring that is full. Concurrent: a
second thread writes all the time, so that on few processors the writer decides.
"""
import pathlib

from rows._loader import compile_bpf, number, sides

RECORDS = {32: 4_000_000, 256: 1_000_000, 4096: 100_000}


def measure(bench):
    programs = sides(bench)
    here = pathlib.Path(__file__).resolve().parent.parent / "loader"
    path = compile_bpf(bench, here / "ring.bpf.c")
    for _ in range(bench.rounds):
        for mode, goal in (("drained", 0.8), ("concurrent", 0.9)):
            for size, records in RECORDS.items():
                count = str(records if mode == "drained" else records // 2)
                theirs = number(programs["libbpf"], mode, path, str(size), count)
                ours = number(programs["swiftlet"], mode, path, str(size), count)
                bench.add(
                    f"{size} bytes, {mode}", ours, theirs, unit="ns", peer=f"libbpf, {mode}", size=size, goal=goal)
