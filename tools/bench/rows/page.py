"""The page of 20,000 programs: until it is written, and until headless Chromium has drawn something of it."""
import json
import pathlib
import subprocess
import time

from rows._recording import record

EXECS, VARIABLES = 20_000, 20
CHECK = pathlib.Path(__file__).resolve().parent.parent.parent / "check-page.py"


def measure(bench):
    path = str(record(bench, EXECS, VARIABLES))
    page = str(bench.scratch / "page.html")
    for _ in range(bench.rounds):
        begin = time.monotonic()
        subprocess.run([str(bench.swiftlet), "replay", "--html", page, path], check=True, capture_output=True)
        bench.add("written", (time.monotonic() - begin) * 1000, unit="ms")
        seen = subprocess.run(["python3", str(CHECK), page, "nothing"], check=True, capture_output=True, text=True).stdout
        bench.add("first paint", json.loads(seen)["firstPaint"], unit="ms", goal=300)
