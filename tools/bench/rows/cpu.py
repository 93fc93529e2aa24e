"""User CPU of the tracer per process, host-wide, over plain C that splits and escapes the same bytes.

A process is an exec, a fork and an exit, with the given number of variables; redaction is on. The C program
(plain.c) writes the same environment as a JSON object, byte by byte.
"""
import subprocess

from rows._tracing import Tracer

PROCESSES = 20_000
FORMS = {
    "json": ([], "json", 2),
    "json --env diff": (["--env", "diff"], "json", 2.5),
    "json --env ref": (["--env", "ref"], "json", 1.5),
    "text": ([], "text", 1.5),
    "otlp-json": ([], "otlp-json", 2.5),
}


def measure(bench):
    execs = bench.build("execs.c", "-pthread")
    plain = bench.build("plain.c")
    for _ in range(bench.rounds):
        for variables in (100,):
            output = subprocess.run(
                [plain, str(variables), "50000"], check=True, capture_output=True, text=True).stdout
            reference = float(output) / 1000
            for name, (options, form, goal) in FORMS.items():
                with Tracer(bench.swiftlet, options, form) as tracer:
                    before = tracer.user_seconds()
                    subprocess.run(
                        [execs, "storm", str(variables), str(PROCESSES), "1"], check=True,
                        stdout=subprocess.DEVNULL)
                    spent = tracer.user_seconds() - before
                bench.add(
                    f"{name}, {variables} variables", spent * 1e6 / PROCESSES, reference, unit="µs",
                    peer="plain C", goal=goal)
