"""The expected spans of a run, derived from its JSON events (`--format json --events exec,exit,fork`)
by the rules in docs/output.md, without any of the tracer's code."""
import calendar
import json
import os
import pwd
import time

def nanoseconds(text):
    """`2026-01-31T12:00:00.123456789Z`, in nanoseconds since 1970."""
    seconds, fraction = text.rstrip("Z").split(".")
    return calendar.timegm(time.strptime(seconds, "%Y-%m-%dT%H:%M:%S")) * 10**9 + int(fraction.ljust(9, "0"))


# Keys of an exec event, and the attributes with the same values.
CONTEXT = [
    ("cwd", "process.working_directory", str), ("exe", "process.executable.path", str),
    ("cgroup", "process.linux.cgroup", lambda path: "0::" + path), ("euid", "process.user.id", int),
    ("session_id", "process.session_leader.pid", int), ("container", "container.id", lambda it: it["id"]),
    ("start_time", "process.creation.time", str),
]


class Expected:
    """One exec that succeeded."""

    def __init__(self, event, parent, start):
        self.id, self.pid, self.event = event["exec_id"], event["pid"], event
        self.parent, self.start = parent, start
        self.end, self.exit = None, None

    def differences(self, span, root, span_of):
        """The differences, one per line."""
        event, attributes = self.event, span.attributes
        file = os.path.basename(event["filename"])
        assert int(event["parent_exec_id"], 16) == int(self.parent or "0", 16), "parent_exec_id"
        parent = span_of[self.parent].span_id if self.parent else root.span_id
        wanted = {
            "name": (span.name, file), "kind": (span.kind, 1), "start": (span.start, self.start),
            "trace": (span.trace_id, root.trace_id), "parent": (span.parent, parent),
        }
        if self.end is not None:
            wanted["end"] = (span.end, self.end)
        wanted_attributes = {
            "process.pid": event["pid"], "process.parent_pid": event["ppid"],
            "process.command_args": event["args"], "process.args_count": event["argc"],
            "process.command": event["args"][0], "process.real_user.id": event["uid"],
            "process.owner": pwd.getpwuid(event["uid"]).pw_name,
            "swiftlet.process.end": "exit" if self.exit else "exec",
        }
        for key in ("max_rss_bytes", "user_ns", "system_ns"):
            if self.exit and key in self.exit:
                wanted_attributes["swiftlet.process." + key] = self.exit[key]
        # Its context, as far as it is known.
        for key, attribute, change in CONTEXT:
            if key in event:
                wanted_attributes[attribute] = change(event[key])
        code, signal = (self.exit["exit_code"], self.exit["signal"]) if self.exit else (None, None)
        if code is not None:
            wanted_attributes["process.exit.code"] = code
        elif "process.exit.code" in attributes:
            wanted["exit code"] = (attributes["process.exit.code"], "none")
        status = (0, "")
        if code:
            status = (2, f"exit code {code}")
        elif signal:
            status = (2, f"killed by {signal}")
        if code or signal:
            wanted_attributes["error.type"] = signal or str(code)
        wanted["status"] = (span.status, status)
        for name, value in event.get("env", {}).items():
            wanted_attributes[f"process.environment_variable.{name}"] = value
        variables = sum(key.startswith("process.environment_variable.") for key in attributes)
        wanted["variables"] = (variables, len(event.get("env", {})))
        for key, value in wanted_attributes.items():
            wanted[key] = (attributes.get(key), value)
        return [f"{file} (pid {self.pid}): {what}: {found!r} instead of {should!r}"
                for what, (found, should) in wanted.items() if found != should]


def execs(lines):
    """The execs of a run in chronological order, and its summary."""
    events = [json.loads(line) for line in lines]
    summary = events.pop()
    assert summary["event"] == "summary", "the summary is the last event"
    for event in events:
        event["time"] = nanoseconds(event["time"])
    events.sort(key=lambda event: event["time"])
    # By pid: the program that runs, and the one that the process was forked from.
    running, forker = {}, {}
    found = []
    for event in events:
        pid = event["pid"]
        if event["event"] == "fork":
            parent = running.get(event["ppid"]) or forker.get(event["ppid"])
            running.pop(pid, None)
            forker[pid] = parent
        elif event["event"] == "exec" and event["result"] == 0:
            before = running.get(pid)
            if before:
                before.end = event["time"]
            parent = forker.get(pid)
            # A process's first program begins with the fork, another one with the exec.
            start = event["time"] if before or pid not in forker else nanoseconds(event["start_time"])
            running[pid] = Expected(event, parent.id if parent else None, start)
            found.append(running[pid])
        elif event["event"] == "exit" and pid in running:
            assert running[pid].id == event["exec_id"], "an exit of another program"
            running[pid].end, running[pid].exit = event["time"], event
            # `forker` keeps it for the children it leaves behind.
            del running[pid]
    return found, summary
