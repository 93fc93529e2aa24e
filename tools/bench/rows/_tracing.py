"""swiftlet on the whole host, for the rows that trace."""
import json
import os
import pathlib
import subprocess
import tempfile
import time


class Tracer:
    """`swiftlet trace` on the whole host into a file; attached when __enter__ returns.

    Of a trace as JSON, `summary` has the last line when __exit__ has returned.
    """

    def __init__(self, swiftlet, options=(), form="json"):
        self.form = form
        self.summary = {}
        self.command = [str(swiftlet), "trace", "--format", form, *options]
        self.cpu = 0.0

    def __enter__(self):
        self.file = tempfile.NamedTemporaryFile()
        self.process = subprocess.Popen(
            [*self.command, "--output", self.file.name], stderr=subprocess.DEVNULL)
        while self.process.poll() is None and not os.path.getsize(self.file.name):
            subprocess.run(["/bin/true"], check=True)
            time.sleep(0.05)
        if self.process.poll() is not None:
            raise RuntimeError(f"{' '.join(self.command)} ended with status {self.process.returncode}")
        return self

    def user_seconds(self):
        """The user CPU time so far, to a clock tick."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_):
        self.process.terminate()
        status = self.process.wait()
        if self.form == "json" and status == 0:
            with open(self.file.name, "rb") as file:
                file.seek(max(0, os.path.getsize(self.file.name) - 65536))
                self.summary = json.loads(file.read().splitlines()[-1])
        self.file.close()
        if status != 0:
            raise RuntimeError(f"the tracer ended with status {status}")
