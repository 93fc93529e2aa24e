"""What spans say: against JSON events of the same run, against OTLP's JSON, and by the options."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading

import expected
import project
from collector import Collector
from expect import between, equal, holds
from spans import from_lines

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CONSTANT_FLAGS = 0x101  # sampled; whether the parent is remote is known, and it is not
REMOTE_FLAGS = 0x301


def root_and_others(collector):
    roots = [span for span in collector.spans if span.is_root]
    equal(len(roots), 1, "root spans")
    return roots[0], [span for span in collector.spans if not span.is_root]


def one(spans, name):
    (found,) = [span for span in spans if span.name == name]
    return found


def compare(collector, lines):
    """Span by span with the JSON events of the run. Returns the number of execs."""
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
    """A C project is built by make -j2: each exec has its span, and it says what the JSON event says."""
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
    equal((root.name, root.status, root.flags, root.parent), ("make", (0, ""), CONSTANT_FLAGS, ""), "the root span")
    # What the project is known to do, whatever the tracer says of it.
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
    """The same for a C project that was not made for this: libbpf, which PROJECT has the source of."""
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
    """A recorded run becomes the spans that it was when it ran, but for their ids."""
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
    equal(run.status, 128 + 15, "the command's exit status")
    with open(output) as file:
        written = from_lines(file.read())
    sent = collector.spans
    key = lambda span: span.span_id
    equal(sorted(sent, key=key), sorted(written, key=key), "what was sent")
    equal(run.counts, (len(written), 0), "sent and dropped")
    return f"{len(written)} spans"


def case_environment(tracer):
    """Values of the environment: all, after redaction, or what differs from the parent."""
    variables = {"API_TOKEN": "SECRET", "PLAIN": "it"}
    prefix = "process.environment_variable."
    with Collector() as none, Collector() as all_of_it, Collector() as differences:
        tracer.trace(none, "true", variables=variables)
        tracer.trace(all_of_it, "true", variables=variables, options=("--env", "all"))
        tracer.trace(differences, "sh", "-c", "NEW=1 env true", variables=variables,
                     options=("--env", "diff"))
    for span in none.spans:
        equal([key for key in span.attributes if key.startswith(prefix)], [], "variables without --env")
    _, (span,) = root_and_others(all_of_it)
    equal(span.attributes[prefix + "PLAIN"], "it", "a variable")
    equal(span.attributes[prefix + "API_TOKEN"], "[redacted]", "a secret")
    assert b"SECRET" not in all_of_it.requests[0].body
    _, others = root_and_others(differences)
    added = one(others, "env").attributes
    equal(added[prefix + "NEW"], "1", "a new variable")
    equal(prefix + "PLAIN" in added, False, "whether one is shown that did not change")


def case_resource(tracer):
    with Collector() as collector:
        tracer.trace(collector, "true", variables={
            "OTEL_SERVICE_NAME": "a build", "OTEL_RESOURCE_ATTRIBUTES": "service.name=other,region=north%20sea,os.type=x"})
        resource = collector.requests[0].resource
        equal(resource["service.name"], "a build", "service.name")
        equal(resource["region"], "north sea", "an attribute")
        equal(resource["os.type"], "x", "an attribute that we set, too")
        equal(resource["host.name"], socket.gethostname(), "host.name")
        run = tracer.trace(collector, "true", variables={"OTEL_RESOURCE_ATTRIBUTES": "SECRET"})
        holds(run.messages, "OTEL_RESOURCE_ATTRIBUTES", "the message")
        equal(collector.requests[1].resource["service.name"], "swiftlet", "service.name by itself")
    (scope,) = collector.requests[0].groups[0].scope_spans
    equal(scope.scope.name, "swiftlet", "the scope")


def case_options(tracer):
    """--trace-id, --parent-id, --attribute."""
    with Collector() as collector:
        tracer.trace(
            collector, "sh", "-c", "JOB=2 env true; :", variables={"JOB": "1"}, options=(
                "--trace-id", TRACE, "--parent-id", PARENT, "--attribute", "team=build",
                "--attribute", "job=env:JOB", "--attribute", "none=env:NONE"))
    root, others = root_and_others(collector)
    equal((root.trace_id, root.parent, root.flags), (TRACE, PARENT, REMOTE_FLAGS), "the root span's place")
    for span in collector.spans:
        equal(span.trace_id, TRACE, "a trace")
        equal(span.attributes["team"], "build", "an attribute")
        equal("none" in span.attributes, False, "whether there is an attribute of a variable that is none")
    jobs = {span.name: span.attributes["job"] for span in others}
    equal((root.attributes["job"], jobs["sh"], jobs["env"], jobs["true"]), ("1", "1", "2", "2"), "values of a variable")


def case_traceparent(tracer):
    """Our own TRACEPARENT, and one that a program is given."""
    other_trace, other_parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    with Collector() as collector:
        tracer.trace(
            collector, "sh", "-c", f"TRACEPARENT=00-{other_trace}-{other_parent}-01 env true; :",
            variables={"TRACEPARENT": f"00-{TRACE}-{PARENT}-01"})
    root, others = root_and_others(collector)
    shell, env, last = (one(others, name) for name in ("sh", "env", "true"))
    equal((root.trace_id, root.parent, root.flags), (TRACE, PARENT, REMOTE_FLAGS), "the root span's place")
    equal((shell.trace_id, shell.parent), (TRACE, root.span_id), "the shell's place")
    equal((env.trace_id, env.parent, env.flags), (other_trace, other_parent, REMOTE_FLAGS), "env's place")
    equal((last.trace_id, last.flags), (other_trace, REMOTE_FLAGS if last.parent == other_parent else CONSTANT_FLAGS),
          "the place of what env became")


def case_failed(tracer):
    """Failed execs are events; the last one is the error of a span whose program never came to run."""
    path = os.path.join(tracer.work, "no-program")
    with Collector() as collector:
        run = tracer.trace(collector, "sh", "-c", f"{path}/x a b; :", options=("--failed",))
    _, others = root_and_others(collector)
    events = [event for span in others for event in span.events]
    equal(len(events), 1, "events")
    (time, name, attributes), shell = events[0], one(others, "sh")
    equal(name, "process.exec.failed", "the event")
    equal(attributes["error.type"], "ENOENT", "why it failed")
    equal(attributes["process.executable.path"], path + "/x", "what was to be run")
    equal(attributes["process.command_args"], [path + "/x", "a", "b"], "its arguments")
    between(time, shell.start, shell.end, "when it failed")
    equal(shell.status, (2, f"exec of {path}/x failed: ENOENT"), "the shell's status")
    equal(run.status, 0, "the command's exit status")


def answer(server):
    connection, _ = server.accept()
    while connection.recv(100):
        pass
    connection.sendall(b"67")
    connection.close()


def case_connections(tracer):
    """A connection is a client's span below the program that opened it."""
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
    """Without a command: the whole host, until SIGINT. The root span is called after the tracer."""
    with Collector() as collector:
        running = subprocess.Popen(
            [tracer.path, "trace", "--otlp=" + collector.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            # Its heading comes when it is attached.
            holds(running.stdout.readline(), "TIME", "the first line")
            mark = f"mark-{os.getpid()}"
            subprocess.run(["env", "A=b", "true", mark], check=True)
            running.send_signal(signal.SIGINT)
            _, messages = running.communicate(timeout=30)
        finally:
            running.kill()
    equal(running.returncode, 0, f"the exit status ({messages})")
    root, others = root_and_others(collector)
    equal((root.name, root.parent), ("swiftlet trace", ""), "the root span")
    marked = [span for span in others if mark in span.attributes["process.command_args"]]
    equal([span.name for span in marked], ["env", "true"], "what was run")
