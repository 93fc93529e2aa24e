#!/usr/bin/env python3
"""Spans over the network: what arrives at a real server, decoded with the official definitions.

    check.py SWIFTLET [CASE...]

SWIFTLET is one that was built with the trait OTLP. Needs root, openssl, gcc, make and the Python package
opentelemetry-proto. Exit status 1 if any case fails; each failure says what was found.
"""
import os
import sys
import tempfile
import time
import traceback

import cases_delivery
import cases_options
import cases_spans
from traced import Tracer

path, chosen = os.path.abspath(sys.argv[1]), sys.argv[2:]
cases = {
    name.removeprefix("case_"): function
    for module in (cases_delivery, cases_spans, cases_options) for name, function in vars(module).items()
    if name.startswith("case_")
}
unknown = set(chosen) - set(cases)
if unknown:
    sys.exit(f"check.py: no case {', '.join(sorted(unknown))}; there are: {', '.join(cases)}")

failed = 0
for name in chosen or cases:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        try:
            note = cases[name](Tracer(path, work))
            print(f"ok      {name} ({time.monotonic() - began:.1f} s){': ' + note if note else ''}", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
print(f"{len(chosen or cases) - failed} of {len(chosen or cases)} cases of spans over the network passed")
sys.exit(1 if failed else 0)
