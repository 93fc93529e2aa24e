"""Runs of the tracer, each with its own environment."""
import json
import os
import re
import subprocess
import time

from collector import Collector


class Run:
    """A run that has ended: `status`, `output`, `messages` (standard error), `seconds`."""

    def __init__(self, arguments, variables, limit, folder=None):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"} | variables
        began = time.monotonic()
        # At the time limit run() uses SIGKILL, because other signals would go to the command.
        done = subprocess.run(
            arguments, env=environment, cwd=folder, capture_output=True, text=True, timeout=limit)
        self.seconds = time.monotonic() - began
        self.status, self.output, self.messages = done.returncode, done.stdout, done.stderr
        for secret in ("SECRET", "Bearer"):
            assert secret not in self.messages, f"{secret} is in standard error"

    @property
    def counts(self):
        """The spans sent and dropped, from the text summary."""
        found = re.search(r"^(?:swiftlet: )?(\d+) spans? sent over OTLP(?:, (\d+) dropped: (.+))?$", self.messages, re.M)
        assert found, f"no line about spans in: {self.messages}"
        self.problem = found[3] or ""
        return int(found[1]), int(found[2] or 0)

    @property
    def summary(self):
        """The last event of JSON."""
        return json.loads(self.output.splitlines()[-1])


class Tracer:
    def __init__(self, path, work):
        self.path, self.work = path, work

    def trace(self, to, *command, options=(), variables={}, limit=60, folder=None, within=()):
        """Traces a command. Spans go to a collector, to a URL, or where the variables say (None). The tracer
        runs under the command `within`, if there is one."""
        url = to.url if isinstance(to, Collector) else to
        otlp = ["--otlp=" + url] if url else ["--otlp"]
        output = [] if "--output" in options else ["--output", "-"]
        return Run(
            [*within, self.path, "trace", *otlp, *options, *output, "--", *command], variables, limit, folder)

    def replay(self, to, file, options=(), variables={}):
        url = to.url if isinstance(to, Collector) else to
        return Run([self.path, "replay", "--otlp=" + url, *options, file], variables, 60)
