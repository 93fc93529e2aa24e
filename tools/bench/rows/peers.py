"""posix_spawn + wait under other tracers of execs: bpftrace, and execsnoop of libbpf-tools (Debian's packages).

Each round measures without a tracer, and then with each, host-wide. They show the arguments and nothing else, and of
those what fits into a buffer. They need tracefs, which is mounted for them alone.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from rows._tracing import Tracer
from rows.overhead import spawn

VARIABLES = 100
PEERS = {
    "bpftrace": ["bpftrace", "-e", "tracepoint:syscalls:sys_enter_execve { join(args->argv); }"],
    "execsnoop": ["/usr/sbin/execsnoop"],
}


class Peer:
    """A tracer with a tracefs of its own; attached when __enter__ returns."""

    def __init__(self, command):
        self.command = [
            "unshare", "--mount", "--propagation", "private", "sh", "-c",
            "mount -t tracefs none /sys/kernel/tracing 2>/dev/null; exec \"$@\"", "sh", *command]

    def __enter__(self):
        self.file = tempfile.NamedTemporaryFile()
        self.process = subprocess.Popen(self.command, stdout=self.file, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while self.process.poll() is None and b"--attached--" not in pathlib.Path(self.file.name).read_bytes():
            if time.monotonic() > end:
                break
            # What it writes comes in blocks.
            subprocess.run(["sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do /bin/true --attached--; done"], check=True)
        if self.process.poll() is not None or time.monotonic() > end:
            self.process.kill()
            raise RuntimeError(f"{self.command[-1]}: no tracer")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.file.close()


def resident(pid):
    """Kilobytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def measure(bench):
    execs = bench.build("execs.c", "-pthread")
    here = {name: command for name, command in PEERS.items() if shutil.which(command[0]) or os.path.exists(command[0])}
    for name in PEERS.keys() - here.keys():
        print(f"LEFT OUT: {name}: it is not installed (tools/packages.sh bench)")
    for _ in range(bench.rounds):
        alone = spawn(execs, VARIABLES)
        with Tracer(bench.swiftlet) as tracer:
            bench.add("swiftlet", spawn(execs, VARIABLES), alone, unit="µs", peer="no tracer")
            ours = resident(tracer.process.pid)
        for name, command in here.items():
            with Peer(command) as peer:
                theirs = spawn(execs, VARIABLES)
                bench.add(f"({name})", theirs, alone, unit="µs", peer="no tracer")
                bench.add(f"resident memory ({name})", ours, resident(peer.process.pid), unit="kB", peer=name)
