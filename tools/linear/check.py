#!/usr/bin/env python3
"""Checks that work grows no faster than the input, whatever is recorded.

    check.py SWIFTLET [STREAM-STEPS] [--shapes REGEX] [--outputs REGEX] [--quick] [--verbose]

Replays recordings of adversarial shapes (shapes.py), each at a size N and at 4N, to each output, and counts
instructions with callgrind. Nothing depends on time. It needs valgrind and a C compiler, and no privilege.

A cell of the table is the growth for a doubling of the size: 2 is linear, 4 quadratic; more than 2.15 fails.
Shapes of a single exec go through one process, a line at a time (line_counts.c); shapes of many processes have a
process each, the start of which is subtracted. Memory is measured without callgrind, at larger sizes. What a
live trace does before there are events, stream-steps does with records of the same kind (tools/StreamSteps).
"""

import argparse
import concurrent.futures
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

import shapes

MOST_GROWTH = 2.15  # for a doubling
FACTOR = 4  # between the two sizes
# Growth within these limits is ignored: hash tables and arrays double now and then.
SLACK_INSTRUCTIONS = 150_000
SLACK_OF_PAGE = 2_000_000  # Its tables are for all execs.
SLACK_KILOBYTES = 24_000
MOST_SECONDS = 25  # of a processor, for a run under callgrind

# Runs a program and writes the peak of its memory, in KiB. A child's figure begins with that of the process
# that forked it, which is to be small.
PEAK = """
import os, resource, sys
pid = os.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(usage.ru_maxrss))
status = os.waitstatus_to_exitcode(status)
sys.exit(status if status >= 0 else 128 - status)
"""

NONE = ["--redact", "none"]
OUTPUTS = {
    "text": NONE,
    "text all": ["--env", "all", "--show-command", "--context", *NONE],
    "diff": ["--env", "diff", *NONE],
    "tree": ["--tree", *NONE],
    "json": ["--format", "json"],
    "globs": ["--format", "json", "--redact", "*a*a*a*b", "--redact", "*x*x*y", "--redact", "T*"],
    "json diff": ["--format", "json", "--env", "diff", *NONE],
    "json ref": ["--format", "json", "--env", "ref", *NONE],
    "trace": ["--format", "trace-event", "--env", "all", *NONE],
    "page": ["--env", "diff", "--html", "{folder}/page.html", *NONE],
    "spans": ["--format", "otlp-json", "--env", "all", "--attribute", "a=env:TOKEN", *NONE],
    "rules": ["--format", "json", "--config", "{tools}/rules.yaml", *NONE],
    # Two at once, for shapes of many processes.
    "tree+page": ["--tree", "--env", "diff", "--html", "{folder}/page.html", *NONE],
    "diff+rules": ["--format", "json", "--env", "diff", "--config", "{tools}/rules.yaml", *NONE],
}

OF_PROCESSES = {"json ref", "trace", "spans", "tree+page", "diff+rules"}
OF_ONE_EXEC = OUTPUTS.keys() - {"tree+page", "diff+rules"}
# The tree keeps 10,000 programs. The cost of more is measured from there on.
OF_MANY = {"tree"}
MANY = ["wide_alive", "one_process"]

QUICK = {"text", "json"}

# N, by kind.
TEXT_SIZE, LIST_SIZE, PROCESSES, MEMORY_SIZE, RECORDS = 1000, 200, 200, 8000, 250
MANY_BEFORE, MANY_PROCESSES = 10_500, 1500
CONFIGURED = 1000


class Check:
    def __init__(self, binary, stream, folder):
        self.folder = folder
        self.starts = {}
        self.native = os.path.abspath(binary)
        self.binary = self.stripped(binary)
        self.stream = self.stripped(stream) if stream else None
        self.preload = os.path.join(folder, "line_counts.so")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "line_counts.c")
        subprocess.run(
            [os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-o", self.preload, source], check=True)

    def stripped(self, binary):
        """A copy without debug information, which valgrind can't read completely."""
        path = os.path.join(self.folder, os.path.basename(binary))
        subprocess.run(["strip", "--strip-debug", "-o", path, binary], check=True)
        return path

    def arguments(self, output, folder):
        tools = os.path.dirname(os.path.abspath(__file__))
        return [part.format(folder=folder, tools=tools) for part in OUTPUTS[output]]

    def counted(self, output, recording, by_line=False):
        """The instructions of a run, as a total or by line. None if it took too long."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            command = [self.binary, "replay", *self.arguments(output, folder), "-"]
            preload = {"LD_PRELOAD": self.preload} if by_line else {}
            totals = self.callgrind(command, recording, folder, preload)
        if totals is None:
            return None
        return totals[1:-1] if by_line else sum(totals)

    def callgrind(self, command, recording, folder, variables={}):
        """The total of each file of counts, in order. None if it took too long."""
        counts = os.path.join(folder, "counts")
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}", *command]
        # Otherwise the order of hash tables differs in each run.
        environment = dict(os.environ, SWIFT_DETERMINISTIC_HASHING="1", **variables)
        status, errors = self.run(command, recording, environment, MOST_SECONDS)
        if status == -9:
            return None
        if status != 0:
            sys.exit(f"{' '.join(command)}: {status}\n{errors}")
        files = [name for name in os.listdir(folder) if re.fullmatch(r"counts(\.\d+)?", name)]
        files.sort(key=lambda name: int(name[7:] or 1 << 30))
        return [self.total(os.path.join(folder, name)) for name in files]

    def run(self, command, recording, environment, seconds):
        """The exit status (-9 after a timeout), and standard error."""
        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        with open(recording, "rb") as file, tempfile.TemporaryFile(dir=self.folder) as errors:
            child = subprocess.Popen(
                command, stdin=file, stdout=subprocess.DEVNULL, stderr=errors, env=environment,
                preexec_fn=limit)
            status = child.wait()
            errors.seek(0)
            return status, errors.read().decode(errors="replace")

    @staticmethod
    def total(path):
        with open(path, errors="replace") as file:
            for line in file:
                if line.startswith("totals:"):
                    return int(line.split()[1])
        sys.exit(f"{path}: no totals")

    def recording(self, name, lines):
        path = os.path.join(self.folder, re.sub(r"\W", "_", name))
        with open(path, "w") as file:
            for line in lines:
                file.write(line + "\n")
        return path

    def resident(self, output, recording):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            command = [self.native, "replay", *self.arguments(output, folder), "-"]
            peak = os.path.join(folder, "peak")
            status, errors = self.run(
                [sys.executable, "-IS", "-c", PEAK, peak, *command], recording, None, MOST_SECONDS)
            if status != 0 and status != 137:
                sys.exit(f"{' '.join(command)}: {status}\n{errors}")
            with open(peak) as file:
                return int(file.read()) if status == 0 else None

    # Each of these gives rows: (kind, shape, output, growth or None).

    def start(self, output):
        """The cost of an almost empty run."""
        if output not in self.starts:
            self.starts[output] = self.counted(output, self.recording(f"start {output}", shapes.one(["x"])))
        return self.starts[output]

    def single(self, names, output):
        """All shapes of one exec, through one process."""
        # An exit follows each exec, since some outputs write the exec only then.
        execs = [shapes.execution()] * 3  # What is set up at the first use is not the shapes'.
        for name in names:
            size = TEXT_SIZE if name.startswith(("text:", "script:")) else LIST_SIZE
            execs += [shapes.execution(), first(name, size), first(name, size * FACTOR)]
        lines = [line for execution in execs for line in (execution, shapes.end(1))]
        counts = self.counted(output, self.recording(output, lines), by_line=True)
        if counts is None:
            # Run them one by one to find the culprit.
            if len(names) == 1:
                return [("steps", names[0], output, None)]
            return [row for name in names for row in self.single([name], output)]
        assert len(counts) == len(lines), (len(counts), len(lines))
        rows = []
        counts = [sum(pair) for pair in zip(counts[::2], counts[1::2])]
        for index, name in enumerate(names):
            start, small, large = counts[3 + 3 * index:][:3]
            slack = SLACK_OF_PAGE if output == "page" else SLACK_INSTRUCTIONS
            rows.append(("steps", name, output, growth(start, small, large, slack)))
        if len(names) == 1:
            return rows
        # A table of all execs may have doubled just then. It doesn't in a process of the shape's own.
        return [row if row[3] <= MOST_GROWTH else self.single([row[1]], output)[0] for row in rows]

    def many(self, name, outputs, size, before=0):
        """A shape of many processes, on each output. The first ones don't count."""
        label = name + " (many)" if before else name
        recordings = [
            self.recording(f"{label} {times}", shapes.SHAPES[name](before + size * times))
            for times in ((0, 1, FACTOR) if before else (1, FACTOR))]
        rows = []
        for output in outputs:
            counts = [] if before else [self.start(output)]
            for recording in recordings:
                counts.append(self.counted(output, recording))
                if counts[-1] is None:
                    break
            value = None if None in counts else growth(*counts, SLACK_INSTRUCTIONS)
            if value is not None and value > MOST_GROWTH and size == PROCESSES:
                # Tables that doubled weigh much at small sizes. What grows too fast does so at larger ones, too.
                rows += self.many(name, [output], size * FACTOR, before)
            else:
                rows.append(("steps", label, output, value))
        return rows

    def live(self, name):
        """A shape of records, through the stream of a live trace."""
        counts = []
        for size in (1, RECORDS, RECORDS * FACTOR):
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                totals = self.callgrind([self.stream, name, str(size)], os.devnull, folder)
            if totals is None:
                return [("live", name, "stream", None)]
            counts.append(sum(totals))
        return [("live", name, "stream", growth(*counts, SLACK_INSTRUCTIONS))]

    def configuration(self, name):
        """A configuration file, which is read and checked."""
        counts = []
        for size in (1, CONFIGURED, CONFIGURED * FACTOR):
            path = self.recording(f"{name} {size}.yaml", [shapes.CONFIGURATIONS[name](size)])
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                totals = self.callgrind(
                    [self.binary, "trace", "--check-config", "--config", path], os.devnull, folder)
            if totals is None:
                return [("configuration", name, "check", None)]
            counts.append(sum(totals))
        return [("configuration", name, "check", growth(*counts, SLACK_INSTRUCTIONS))]

    def memory(self, name, outputs):
        recordings = [self.recording(f"memory {name} 0", shapes.one(["x"]))]
        recordings += [
            self.recording(f"memory {name} {times}", shapes.SHAPES[name](MEMORY_SIZE * times))
            for times in (1, FACTOR)]
        rows = []
        for output in outputs:
            peaks = []
            for recording in recordings:
                peaks.append(self.resident(output, recording))
                if peaks[-1] is None:
                    break
            value = None if peaks[-1] is None else growth(*peaks, SLACK_KILOBYTES)
            rows.append(("memory", name, output, value))
        for recording in recordings:
            os.unlink(recording)
        return rows


def first(name, size):
    """The exec of a shape with one exec."""
    return next(iter(shapes.SHAPES[name](size)))


def growth(start, small, large, slack):
    """The growth for twice the size, without the cost of starting."""
    small, large = max(small - start, 1), large - start - slack
    return max(large / small, 0) ** 0.5 if large > 0 else 0.0


def is_single(name):
    return ":" in name or name in shapes.OF_ONE_EXEC


def print_table(kind, rows, columns):
    names = list(dict.fromkeys(row[1] for row in rows))
    if not names:
        return
    cells = {(row[1], row[2]): row[3] for row in rows}
    width = max(map(len, names))
    print(f"\n{kind}: growth for a doubling of the size\n")
    print(" " * width, *(f"{column:>9}" for column in columns))
    for name in names:
        line = [name.ljust(width)]
        for column in columns:
            if (name, column) not in cells:
                line.append(" " * 9)
                continue
            value = cells[name, column]
            text = "cut off" if value is None else f"{value:.2f}"
            line.append((text + ("!" if value is None or value > MOST_GROWTH else " ")).rjust(9))
        print(*line)


def main():
    parser = argparse.ArgumentParser(description="Instructions and memory against size")
    parser.add_argument("binary", metavar="SWIFTLET")
    parser.add_argument("stream", nargs="?", metavar="STREAM-STEPS")
    parser.add_argument("--shapes", default="", help="only shapes whose name matches")
    parser.add_argument("--outputs", default="", help="only outputs whose name matches")
    parser.add_argument(
        "--quick", action="store_true",
        help="shapes of one exec to text and json, records, configurations: a minute")
    parser.add_argument("--verbose", action="store_true", help="print each figure when it is there")
    options = parser.parse_args()
    for program in ("valgrind", "strip", os.environ.get("CC", "cc")):
        if not shutil.which(program):
            sys.exit(f"{program} is needed: tools/packages.sh linear")

    names = [name for name in shapes.SHAPES if re.search(options.shapes, name)]
    outputs = [output for output in OUTPUTS if re.search(options.outputs, output)]
    if options.quick:
        names = [name for name in names if is_single(name)]
        outputs = [output for output in outputs if output in QUICK]
    with tempfile.TemporaryDirectory() as folder:
        check = Check(options.binary, options.stream, folder)
        singles = [name for name in names if is_single(name)]
        tasks = [(check.single, singles, output) for output in outputs if singles and output in OF_ONE_EXEC]
        for name in names:
            of_processes = [output for output in outputs if output in OF_PROCESSES]
            if not is_single(name):
                tasks.append((check.many, name, of_processes, PROCESSES))
            if name in MANY:
                tasks.append((check.many, name, [output for output in outputs if output in OF_MANY], MANY_PROCESSES,
                              MANY_BEFORE))
            if ":" not in name and not options.quick:
                tasks.append((check.memory, name, of_processes))
        tasks += [
            (check.configuration, name) for name in shapes.CONFIGURATIONS if re.search(options.shapes, name)]
        if options.stream:
            listing = subprocess.run([options.stream], check=True, capture_output=True, text=True).stdout
            tasks += [
                (check.live, name) for name in listing.splitlines() if re.search(options.shapes, name)]
        rows = []
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            futures = {pool.submit(*task): task for task in tasks}
            for future in concurrent.futures.as_completed(futures):
                rows += future.result()
                if options.verbose:
                    print(*future.result(), sep="\n", file=sys.stderr, flush=True)
    order = {name: index for index, name in enumerate(shapes.SHAPES)}
    rows.sort(key=lambda row: (order.get(row[1], len(order)), row[1]))
    for kind, columns in (("steps", outputs), ("live", ["stream"]), ("configuration", ["check"]), ("memory", outputs)):
        print_table(kind, [row for row in rows if row[0] == kind], columns)
    bad = [row for row in rows if row[3] is None or row[3] > MOST_GROWTH]
    print()
    for kind, name, output, value in bad:
        grown = "took too long" if value is None else f"grew by {value:.2f}"
        print(f"FAILED: {kind} of {name!r} to {output!r} {grown} for a doubling; at most {MOST_GROWTH}")
    if not bad:
        print(f"{len(rows)} measured, all linear")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
