"""Replay of a recording, megabytes of it per second in each form, beside jq, which reads and writes the same JSON."""
import os
import subprocess
import time

from rows._recording import record

EXECS, VARIABLES = 30_000, 20
FORMS = {"json": 500, "text": None, "otlp-json": None, "trace-event": None}


def rate(path, *command):
    """Megabytes of the file per second of wall time."""
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.getsize(path) / 1e6 / (time.monotonic() - begin)


def measure(bench):
    path = str(record(bench, EXECS, VARIABLES))
    for _ in range(bench.rounds):
        theirs = rate(path, "jq", "-c", ".", path)
        for form, goal in FORMS.items():
            ours = rate(path, str(bench.swiftlet), "replay", "--format", form, path)
            bench.add(
                f"to {form}, goal 500 MB/s" if goal else f"to {form}", ours, theirs, unit="MB/s", peer="jq")
