"""The content of spans, compared with the run's JSON events and with OTLP JSON; connections; hosts."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading

import expected
import project
from collector import Answer, Collector
from expect import between, equal, holds
from spans import CHILD_FLAGS, from_lines, one, root_and_others


def compare(collector, lines):
    """Compares each span with the JSON events of the run. Returns the number of execs."""
    execs, summary = expected.execs(lines)
    root, others = root_and_others(collector)
    equal(len(others), summary["execs"], "spans, by the summary's execs")
    span_of = {span.attributes["swiftlet.exec_id"]: span for span in others}
    equal(sorted(span_of), sorted(exec.id for exec in execs), "the execs that have a span")
    differences = [line for exec in execs for line in exec.differences(span_of[exec.id], root, span_of)]
    equal(differences, [], "what differs")
    equal(root.attributes["swiftlet.execs"], len(execs), "execs, by the root span")
    between(root.start, 1, min(exec.start for exec in execs), "the root span's start")
    between(root.end, max(exec.end for exec in execs), root.end, "the root span's end")
    equal(summary["otlp"], {"sent": len(execs) + 1, "dropped": 0}, "the summary's spans")
    return len(execs)


def case_make(tracer):
    """make -j2 builds a C project: each exec has a span that matches its JSON event."""
    work, output = os.path.join(tracer.work, "project"), os.path.join(tracer.work, "run.ndjson")
    project.write(work)
    with Collector() as collector:
        run = tracer.trace(
            collector, "make", "-j2", folder=work, limit=120, options=(
                "--format", "json", "--events", "exec,exit,fork", "--env", "all", "--output", output))
    equal(run.status, 0, "make's exit status")
    with open(output) as file:
        count = compare(collector, file.readlines())
    between(count, 50, 1000, "execs")
    root, others = root_and_others(collector)
    equal((root.name, root.status, root.flags, root.parent), ("make", (0, ""), CHILD_FLAGS, ""), "the root span")
    # What the project is known to do, independently of the tracer.
    names = [span.name for span in others]
    equal(names.count("cc1"), 15, "compilers")
    equal(names.count("make"), 2, "makes")
    first = min((span for span in others if span.name == "make"), key=lambda span: span.start)
    equal(first.parent, root.span_id, "the parent of the first make")
    equal(one(others, "app" if names.count("app") == 1 else "grep").status[0], 0, "a status")
    codes = [span.attributes["process.exit.code"] for span in others
             if span.name == "app" and "process.exit.code" in span.attributes]
    equal(sorted(codes), [0, 7], "exit codes of the program that was built")
    killed = [span for span in others if span.status == (2, "killed by SIGKILL")]
    equal(len(killed), 2, "shells that killed themselves")
    by_id = {span.span_id: span for span in others}
    for span in others:
        if span.name == "cc1":
            equal(by_id[span.parent].attributes["process.command"], "cc", "who runs cc1")
    return f"{count} execs"


def case_project(tracer):
    """The same for a C project that was not made for this test: libbpf, whose source is in PROJECT."""
    source, output = os.path.join(tracer.work, "source"), os.path.join(tracer.work, "run.ndjson")
    shutil.copytree(os.environ["PROJECT"], source, symlinks=True)
    with Collector() as collector:
        run = tracer.trace(
            collector, "make", "-j2", "BUILD_STATIC_ONLY=1", "OBJDIR=" + os.path.join(tracer.work, "objects"),
            folder=os.path.join(source, "src"), limit=200, options=(
                "--format", "json", "--events", "exec,exit,fork", "--env", "all", "--output", output),
            variables={"OTEL_EXPORTER_OTLP_COMPRESSION": "gzip"})
    equal(run.status, 0, f"make's exit status ({run.messages})")
    with open(output) as file:
        count = compare(collector, file.readlines())
    compilers = sum(span.name == "cc1" for span in collector.spans)
    between(compilers, 15, 200, "compilers")
    archive = one(collector.spans, "ar")
    holds(archive.attributes["process.command_args"][2], "libbpf.a", "what ar makes")
    size = sum(len(request.body) for request in collector.requests)
    return f"{count} execs, {compilers} of them cc1, {size} bytes in {len(collector.requests)} requests"


def case_replay(tracer):
    """A replay makes the same spans as the live run, except for their ids."""
    output = os.path.join(tracer.work, "run.ndjson")
    with Collector() as collector:
        tracer.trace(collector, "sh", "-c", "ls / >/dev/null; kill -KILL $$",
                     options=("--format", "json", "--output", output))
    with Collector() as again:
        run = tracer.replay(again, output)
    equal(run.status, 0, "the exit status of the replay")

    def content(spans):
        names = {span.span_id: span.attributes.get("swiftlet.exec_id", "root") for span in spans}
        return sorted(
            (names[span.span_id], names.get(span.parent), span.name, span.start, 0 if span.is_root else span.end,
             span.kind, span.status, sorted(span.attributes.items())) for span in spans)
    equal(content(again.spans), content(collector.spans), "spans of the replay")


def case_json(tracer):
    """What is sent is what --format otlp-json writes of the same run, to the last attribute."""
    output = os.path.join(tracer.work, "spans.json")
    script = "nothing 2>/dev/null; printf '\\377' | od >/dev/null; kill -TERM $$"
    with Collector() as collector:
        run = tracer.trace(
            collector, "sh", "-c", script, "\x7f ü \"'\\", variables={"A": "b", "ODD": "ÿ€"},
            options=("--format", "otlp-json", "--output", output, "--failed", "--env", "all",
                     "--attribute", "team=build", "--attribute", "a=env:A"))
    equal(run.status, -15, "how it ended")  # By the command's signal.
    with open(output) as file:
        written = from_lines(file.read())
    sent = collector.spans
    key = lambda span: span.span_id
    equal(sorted(sent, key=key), sorted(written, key=key), "what was sent")
    equal(run.counts, (len(written), 0), "sent and dropped")
    return f"{len(written)} spans"


def case_replay_waits(tracer):
    """A replay of more spans than the queue holds is sent as fast as the collector takes them."""
    output = os.path.join(tracer.work, "run.ndjson")
    script = "i=0; while [ $i -lt 500 ]; do /bin/true; i=$((i + 1)); done"
    long = {"LONG": "x" * 100_000}
    tracer.trace("http://localhost:1", "sh", "-c", script, options=("--format", "json", "--output", output),
                 variables=long | {"OTEL_EXPORTER_OTLP_TIMEOUT": "1"})
    with open(output) as file:
        lines = file.readlines()
    # As many as this machine could record at this speed, and the root span.
    count = json.loads(lines[-1])["execs"] + 1
    between(count, 350, 502, "spans that were recorded")
    options = ("--env", "all", "--output", "/dev/null")
    with Collector(Answer(delay=1), Answer(delay=1)) as collector:
        run = tracer.replay(collector, output, options)
    equal(run.counts, (count, 0), "sent and dropped")
    equal(len({span.span_id for span in collector.spans}), count, "spans")
    # The queue takes 32 MiB.
    between(sum(len(request.body) for request in collector.requests), 35_000_000, 80_000_000, "bytes")

    # Nobody takes the spans: the run ends. It says so even without a summary.
    short = {"OTEL_EXPORTER_OTLP_TIMEOUT": "500"}
    run = tracer.replay("http://localhost:1", output, options + ("--strict",), short)
    equal((run.counts, run.status), ((0, count), 74), "sent and dropped, and the exit status with --strict")
    between(run.seconds, 1, 30, "seconds")
    with open(output, "w") as file:
        file.writelines(lines[:-1])
    run = tracer.replay("http://localhost:1", output, options, short)
    equal(run.counts, (0, count), "sent and dropped, without a summary")


def answer(server):
    connection, _ = server.accept()
    while connection.recv(100):
        pass
    connection.sendall(b"67")
    connection.close()


def case_connections(tracer):
    """A connection is a client span below the program that opened it."""
    with socket.create_server(("127.0.0.1", 0)) as server, Collector() as collector:
        port = server.getsockname()[1]
        script = (f"import socket; to = socket.create_connection(('127.0.0.1', {port})); to.sendall(b'12345'); "
                  "to.shutdown(socket.SHUT_WR); assert to.recv(9) == b'67'")
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        run = tracer.trace(
            collector, sys.executable, "-c", script, options=("--events", "exec,exit,tcp"))
    equal(run.status, 0, f"the command's exit status ({run.messages})")
    _, others = root_and_others(collector)
    connections = [span for span in others if span.kind == 3]
    equal([span.attributes["network.peer.address"] for span in connections], ["127.0.0.1"], "peers")
    (connection,) = connections
    equal(connection.attributes["server.port"], port, "the port")
    equal((connection.attributes["swiftlet.tcp.bytes_sent"], connection.attributes["swiftlet.tcp.bytes_received"]), (5, 2), "bytes")
    equal(connection.status, (0, ""), "its status")
    (parent,) = [span for span in others if span.span_id == connection.parent]
    holds(parent.name, "python3", "who connected")
    equal(connection.attributes["process.pid"], parent.attributes["process.pid"], "its pid")
    between(connection.start, parent.start, connection.end, "its start")


def case_host(tracer):
    """Without a command: traces the host until SIGTERM. The root span is named after the tracer."""
    with Collector() as collector:
        running = subprocess.Popen(
            [tracer.path, "trace", "--otlp=" + collector.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            # It prints its heading when it is attached.
            holds(running.stdout.readline(), "TIME", "the first line")
            mark = f"mark-{os.getpid()}"
            subprocess.run(["env", "A=b", "true", mark], check=True)
            running.send_signal(signal.SIGTERM)
            _, messages = running.communicate(timeout=30)
        finally:
            running.kill()
    equal(running.returncode, 0, f"the exit status ({messages})")
    root, others = root_and_others(collector)
    equal((root.name, root.parent), ("swiftlet trace", ""), "the root span")
    marked = [span for span in others if mark in span.attributes["process.command_args"]]
    equal([span.name for span in marked], ["env", "true"], "what was run")
