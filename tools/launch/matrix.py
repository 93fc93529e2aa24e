#!/usr/bin/env python3
"""What a command sees and how it ends is the same with swiftlet as without it.

    tools/launch/matrix.py [SWIFTLET]        .build/debug/swiftlet

Each row is a signal, a disposition and a way that it comes; the columns are where the events go. Each cell is
two runs of tools/launch/probe.c, one of them traced, from the same starter and with the same signals; it is
`=` if they are equal. The last row is a user who may not trace: 77 with one line, and nothing is run or changed.
Root; any difference makes the exit status 1.

Nothing waits for a fixed time: the starter waits until the probe says that it is ready, and a signal that is
counted is followed by SIGRTMAX, which ends the count.
"""
import concurrent.futures
import ctypes
import fcntl
import os
import pty
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 40  # seconds for a run, after which it counts as hanging
MOST = 0x7fffffff
NOBODY = 65534

SIGNALS = {name: getattr(signal, "SIG" + name) for name in
           "HUP INT QUIT TERM USR1 USR2 ALRM WINCH CONT TSTP PIPE CHLD XFSZ".split()}
SIGNALS["RT1"] = signal.SIGRTMIN + 1
# What a terminal sends for a key, or when it changes.
KEYS = {"INT": b"\x03", "QUIT": b"\x1c", "TSTP": b"\x1a"}
OUTPUTS = ["file", "pipe", "disk", "closed"]


class Run:
    """One start of the probe: in a session and a terminal of its own, in a group that the starter made."""

    def __init__(self, command, work, ignored, output, stage):
        self.report = os.path.join(work, stage)
        self.terminal, self.slave = pty.openpty()
        attributes = termios.tcgetattr(self.slave)
        attributes[3] = attributes[3] & ~termios.ECHO | termios.NOFLSH
        termios.tcsetattr(self.slave, termios.TCSANOW, attributes)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.become_leader(command, ignored, output)
            finally:
                os._exit(99)

    def become_leader(self, command, ignored, output):
        """As a shell with job control does it: a session, and the job in a group of its own in the foreground."""
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        os.dup2(self.slave, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        go = os.pipe()
        job = os.fork()
        if job == 0:
            os.read(go[0], 1)
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            null = os.open("/dev/null", os.O_RDWR)
            if output == "closed":
                os.close(1)
                os.close(2)
            else:
                os.dup2(null, 1)
                os.dup2(null, 2)
            os.closerange(3, 256)
            os.execv(command[0], command)
        os.setpgid(job, job)
        os.tcsetpgrp(0, job)
        with open(self.report + ".job.new", "w") as file:
            file.write(str(job))
        os.rename(self.report + ".job.new", self.report + ".job")
        os.write(go[1], b"x")
        changes = []
        while True:
            _, status = os.waitpid(job, os.WUNTRACED | os.WCONTINUED)
            if os.WIFSTOPPED(status):
                changes.append("stopped by %d" % os.WSTOPSIG(status))
            elif os.WIFCONTINUED(status):
                changes.append("continued")
            else:
                changes.append("signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status)
                               else "exit %d" % os.WEXITSTATUS(status))
            with open(self.report + ".changes.new", "w") as file:
                file.write("\n".join(changes))
            os.rename(self.report + ".changes.new", self.report + ".changes")
            if not (os.WIFSTOPPED(status) or os.WIFCONTINUED(status)):
                os._exit(0)

    def wait_for(self, name, has=""):
        """The content of a report, when it holds a text; None if it never does."""
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            try:
                with open(self.report + name) as file:
                    content = file.read()
                if has in content:
                    return content
            except FileNotFoundError:
                pass
            if has not in ("signal", "exit") and self.has_ended(name):
                return None
            time.sleep(0.01)
        return None

    def has_ended(self, name):
        try:
            with open(self.report + ".changes") as file:
                return name != ".changes" and any(
                    line.startswith(("exit", "signal")) for line in file.read().split("\n"))
        except FileNotFoundError:
            return False

    def send(self, number, way, key=None):
        job = int(self.wait_for(".job"))
        if way == "pid":
            os.kill(job, number)
        elif way == "group":
            os.killpg(job, number)
        else:
            os.write(self.terminal, key)

    def end(self):
        """What became of the job, as the starter saw it."""
        deadline = time.monotonic() + LIMIT
        while True:
            changes = self.wait_for(".changes") if not os.path.exists(self.report + ".changes") else open(
                self.report + ".changes").read()
            if changes and changes.split("\n")[-1].startswith(("exit", "signal")):
                break
            if time.monotonic() > deadline:
                changes = "hangs after: %r" % changes
                break
            time.sleep(0.01)
        job = self.wait_for(".job")
        try:
            os.killpg(int(job), signal.SIGKILL)
        except (ProcessLookupError, TypeError):
            pass
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
        os.close(self.slave)
        return changes


class Matrix:
    def __init__(self, swiftlet, work):
        self.swiftlet, self.work, self.count = swiftlet, work, 0
        self.probe = os.path.join(work, "probe")
        subprocess.run(["cc", "-O1", "-o", self.probe, os.path.join(HERE, "probe.c")], check=True)
        self.pipe = os.path.join(work, "pipe")
        os.mkfifo(self.pipe)
        # A reader that never reads, and a pipe that is full.
        self.reader = os.open(self.pipe, os.O_RDWR | os.O_NONBLOCK)
        try:
            while True:
                os.write(self.reader, b"x" * 4096)
        except BlockingIOError:
            pass
        self.disk = os.path.join(work, "disk")
        os.mkdir(self.disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "disk", self.disk], check=True)
        with open(os.path.join(self.disk, "full"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass

    def command(self, traced, name, output, *arguments):
        command = [self.probe, os.path.join(self.work, name), *arguments]
        if not traced:
            return command
        options = {"file": ["--output", os.path.join(self.work, name + ".events")],
                   "pipe": ["--output", self.pipe], "closed": [],
                   "disk": ["--output", os.path.join(self.disk, name)]}[output]
        return [self.swiftlet, "trace", *options, "--", *command]

    def outcome(self, case, traced):
        """What one run shows; equal if all is well."""
        kind, names, way, output = case
        name = "%d-%d" % (self.number(), traced)
        ignored = [SIGNALS[n] for n in names] if kind == "ignored" else []
        mode = "count" if kind == "count" else "default"
        run = Run(self.command(traced, name, output, mode), self.work, ignored, output, name)
        shown = []
        if run.wait_for("", "pid") is None:
            return "not ready: %s" % run.end()
        for signal_name in names:
            number = SIGNALS[signal_name]
            run.send(number, way, KEYS.get(signal_name))
            if kind == "default" and signal_name == "TSTP":
                run.wait_for(".changes", "stopped by")
                run.send(signal.SIGCONT, "group" if way == "terminal" else way)
                run.wait_for(".changes", "continued")
        if kind == "count":
            for signal_name in names:
                run.wait_for("", "signal %d: " % SIGNALS[signal_name])
            # In the same way, so that it can't overtake what is passed on once more.
            run.send(signal.SIGRTMAX, "pid" if way == "pid" else "group")
            shown.append(str(run.wait_for("", "signal 64")))
        elif kind == "ignored" or names[0] in ("WINCH", "CONT", "TSTP", "CHLD"):
            # It lives on, and can be ended.
            run.send(signal.SIGKILL if "KILL" in names else signal.SIGRTMAX, "pid")
        shown.append(run.end())
        return "\n".join(shown)

    def number(self):
        self.count += 1
        return self.count

    def cell(self, case):
        started = time.monotonic()
        plain, traced = self.outcome(case, False), self.outcome(case, True)
        if "VERBOSE" in os.environ:
            print("%5.1f s" % (time.monotonic() - started), plain == traced, *case, file=sys.stderr)
        return plain == traced, plain, traced


def cases():
    ways = ["pid", "group", "terminal"]
    for way in ways:
        names = [n for n in SIGNALS if way != "terminal" or n in KEYS]
        for output in OUTPUTS:
            # Handlers count each of them; a job that ignores them lives on.
            # A stop takes a SIGCONT away that has not arrived yet.
            yield "count", tuple(n for n in names if n != "TSTP" or way == "terminal"), way, output
            yield "ignored", tuple(names), way, output
            # Each ends the job, stops it or does nothing to it.
            for name in names:
                if output == "file" or name in ("INT", "TERM", "TSTP", "PIPE", "XFSZ"):
                    yield "default", (name,), way, output


def seen(matrix):
    """What the command finds when it starts, from a starter with peculiarities of its own."""
    script = ("import os,resource,signal,sys\n"
              "for s in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGUSR1): signal.signal(s, signal.SIG_IGN)\n"
              "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
              "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2, 40})\n"
              "resource.setrlimit(resource.RLIMIT_MEMLOCK, (65536, 1 << 20)); os.umask(0o27); os.nice(3)\n"
              "os.dup2(os.open('/dev/null', os.O_WRONLY), 5); os.dup2(os.open('/', os.O_RDONLY), 77)\n"
              "[os.close(n) for n in CLOSED]\n"
              "os.execv(sys.argv[1], [os.fsencode(a) for a in sys.argv[1:]])\n")
    for closed in ([], [0], [1], [2], [0, 1, 2]):
        results = []
        for traced in (False, True):
            name = "see%d-%d" % (matrix.number(), traced)
            command = matrix.command(traced, name, "file", "see", "plain", b"a\xff\xfeb", "\u00e9", "\U0010ff85", "")
            process = subprocess.run(
                [sys.executable, "-c", script.replace("CLOSED", str(closed)), *command],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT,
                start_new_session=True)
            try:
                with open(os.path.join(matrix.work, name), errors="surrogateescape") as file:
                    results.append("exit %d\n%s" % (process.returncode, file.read()))
            except FileNotFoundError:
                results.append("exit %d, no report" % process.returncode)
        yield "sees, closed %s" % (closed or "nothing"), results[0] == results[1], results[0], results[1]


def unprivileged(matrix):
    """A user who may not trace gets one line and 77. The command isn't run, and the output stays as it was."""
    folder = os.path.join(matrix.work, "user")
    os.mkdir(folder)
    swiftlet = shutil.copy(matrix.swiftlet, folder)
    kept = os.path.join(folder, "kept")
    with open(kept, "w") as file:
        file.write("kept")
    for path in (folder, kept):
        os.chown(path, NOBODY, NOBODY)
    os.chmod(matrix.work, 0o755)
    for output in OUTPUTS:
        report = os.path.join(folder, "report-" + output)
        options = {"file": ["--output", kept], "pipe": ["--output", matrix.pipe], "closed": [],
                   "disk": ["--output", os.path.join(matrix.disk, "user")]}[output]
        process = subprocess.run(
            ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups", "--inh-caps=-all", "sh", "-c",
             'exec "$@" >&- 2>&-' if output == "closed" else 'exec "$@"', "sh",
             swiftlet, "trace", *options, "--", "/bin/sh", "-c", "echo run >'%s'" % report],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT)
        with open(kept) as file:
            seen = (process.returncode, process.stdout, os.path.exists(report), file.read())
        said = "" if output == "closed" else (
            "swiftlet: not permitted: CAP_BPF and CAP_PERFMON are missing; run as root, or grant the capabilities"
            " with setcap\n")
        yield output, seen == (77, "", False, "kept") and process.stderr == said, repr((seen, process.stderr))


def difference(plain, traced):
    left, right = plain.split("\n"), traced.split("\n")
    return ["    without: " + l for l in left if l not in right] + [
        "    traced:  " + r for r in right if r not in left] or ["    in another order: %r %r" % (left, right)]


def main():
    swiftlet = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/debug/swiftlet")
    if os.geteuid() != 0:
        print("LEFT OUT: the launcher matrix traces real commands: run it as root", file=sys.stderr)
        return 0
    # Mounts of our own, which go away with us.
    if ctypes.CDLL(None, use_errno=True).unshare(0x20000) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    wrong, rows = [], {}
    with tempfile.TemporaryDirectory(prefix="swiftlet-launch-") as work:
        matrix = Matrix(swiftlet, work)
        try:
            for name, equal, plain, traced in seen(matrix):
                print("%-40s %s" % (name, "=" if equal else "DIFFERENT"))
                if not equal:
                    wrong.append((name, plain, traced))
            refused = list(unprivileged(matrix))
            everything = list(cases())
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                for case, (equal, plain, traced) in zip(everything, pool.map(matrix.cell, everything)):
                    kind, names, way, output = case
                    row = (kind, "each" if len(names) > 1 else names[0], way)
                    rows.setdefault(row, {})[output] = "=" if equal else "DIFFERENT"
                    if not equal:
                        wrong.append(("%s %s" % (" ".join(row), output), plain, traced))
        finally:
            os.close(matrix.reader)
            subprocess.run(["umount", "-l", matrix.disk])
    rows[("77", "", "by nobody")] = {output: "=" if right else "DIFFERENT" for output, right, _ in refused}
    wrong += [("by nobody, " + output, "", shown) for output, right, shown in refused if not right]
    print("%-10s %-6s %-9s" % ("", "signal", "to") + "".join("%-10s" % output for output in OUTPUTS))
    for (kind, name, way), cells in rows.items():
        print("%-10s %-6s %-9s" % (kind, name, way) + "".join("%-10s" % cells.get(o, "") for o in OUTPUTS))
    for name, plain, traced in wrong:
        print("different: " + name)
        print("\n".join(difference(plain, traced)))
    cells = sum(len(cells) for cells in rows.values())
    print("%d cells, %d different" % (cells + 5, len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
