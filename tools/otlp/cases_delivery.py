"""Delivery of spans: paths, headers, compression, TLS, and failures."""
import os
import socket
import subprocess
import threading

from collector import Answer, Collector
from expect import between, equal, holds

SHELL = ("sh", "-c", "ls / >/dev/null; exit 3")
# The root span, sh and ls.
SPANS = 3


def case_plain(tracer):
    with Collector() as collector:
        run = tracer.trace(collector, *SHELL)
    equal(run.status, 3, "the command's exit status")
    equal(run.counts, (SPANS, 0), "sent and dropped")
    equal(sorted(span.name for span in collector.spans), ["ls", "sh", "sh"], "names of spans")
    (request,) = collector.requests
    equal(request.path, "/v1/traces", "the path")
    holds(request.headers["User-Agent"], "swiftlet/", "User-Agent")
    equal(request.headers["Content-Encoding"], None, "Content-Encoding")


def case_gzip(tracer):
    with Collector() as collector:
        run = tracer.trace(
            collector, *SHELL, options=("--env", "all"),
            variables={"OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "LONG": "x" * 100_000})
    equal(run.counts, (SPANS, 0), "sent and dropped")
    (request,) = collector.requests
    equal(request.headers["Content-Encoding"], "gzip", "Content-Encoding")
    between(len(request.body), 100, 10_000, "bytes")
    for span in collector.spans:
        if not span.is_root:
            equal(span.attributes["process.environment_variable.LONG"], "x" * 100_000, "LONG")


def case_headers(tracer):
    with Collector() as collector:
        run = tracer.trace(collector, *SHELL, variables={
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20SECRET,x-team=a b,content-type=nonsense"})
    equal(run.counts, (SPANS, 0), "sent and dropped")
    (request,) = collector.requests
    equal(request.headers["Authorization"], "Bearer SECRET", "a header")
    equal(request.headers["X-Team"], "a b", "another header")


def case_endpoints(tracer):
    with Collector() as all_signals, Collector() as traces, Collector() as line:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": all_signals.url + "/base/"}
        tracer.trace(None, *SHELL, variables=variables)
        equal([r.path for r in all_signals.requests], ["/base/v1/traces"], "path of ENDPOINT")
        variables["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = traces.url + "/own?key=1"
        tracer.trace(None, *SHELL, variables=variables)
        equal([r.path for r in traces.requests], ["/own?key=1"], "path of TRACES_ENDPOINT")
        tracer.trace(line.url + "/x", *SHELL, variables=variables)
        equal([r.path for r in line.requests], ["/x/v1/traces"], "path of --otlp=")
        # With a blank instead, and with options after it.
        tracer.trace(None, *SHELL, variables=variables, options=(line.url, "--env", "none"))
        tracer.trace(line, *SHELL, variables=variables, options=("--env", "none"))
        equal([r.path for r in line.requests[1:]], ["/v1/traces"] * 2, "paths of --otlp")
        equal((len(all_signals.requests), len(traces.requests)), (1, 1), "requests elsewhere")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def certificates(folder, name):
    """Creates an authority, and a certificate by it for a name. Returns their files."""
    path = lambda file: os.path.join(folder, file)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=a test's CA",
            "-keyout", path("ca.key"), "-out", path("ca.pem"))
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
            "-keyout", path("key.pem"), "-out", path("request.pem"))
    with open(path("extensions"), "w") as file:
        file.write(f"subjectAltName=DNS:{name}\n")
    openssl("x509", "-req", "-in", path("request.pem"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-days", "2", "-extfile", path("extensions"), "-out", path("own.pem"))
    with open(path("server.pem"), "w") as file:
        file.write(open(path("key.pem")).read() + open(path("own.pem")).read())
    return path("ca.pem"), path("server.pem")


def case_https(tracer):
    authority, server = certificates(tracer.work, "localhost")
    with Collector(certificate=server) as collector:
        trusted = {"OTEL_EXPORTER_OTLP_CERTIFICATE": authority}
        run = tracer.trace(collector, *SHELL, variables=trusted)
        equal(run.counts, (SPANS, 0), "sent and dropped")
        equal(len(collector.spans), SPANS, "spans")

        # The system's authorities, replaced by the test's for this run.
        system = "/etc/ssl/certs/ca-certificates.crt"
        if os.path.exists(system):
            script = f'mount --bind {authority} {system} && exec "$@"'
            run = tracer.trace(collector, *SHELL, within=("unshare", "-m", "sh", "-c", script, "sh"))
            equal(run.counts, (SPANS, 0), "sent and dropped, with the system's authorities")
            collector.requests.pop()

        # A certificate of an unknown authority, and one for another name.
        short = {"OTEL_EXPORTER_OTLP_TIMEOUT": "3000"}
        for url, variables in ((collector.url, short), (f"https://127.0.0.1:{collector.port}", trusted | short)):
            run = tracer.trace(url, *SHELL, variables=variables)
            equal(run.status, 3, "the command's exit status")
            equal(run.counts, (0, SPANS), "sent and dropped")
            equal(len(collector.spans), SPANS, "spans")
            holds(run.problem.lower(), "certificate", "why they were dropped")


def case_no_certificates(tracer):
    empty, mark = os.path.join(tracer.work, "empty.pem"), os.path.join(tracer.work, "mark")
    open(empty, "w").close()
    for file in (empty, empty + ".none"):
        run = tracer.trace("https://localhost:1", "touch", mark,
                           variables={"OTEL_EXPORTER_OTLP_CERTIFICATE": file})
        equal(run.status, 64, "the exit status")
        holds(run.messages, file, "the message")
        equal(os.path.exists(mark), False, "whether the command was run")


def case_retried(tracer):
    answers = Answer(503), Answer(429, [("Retry-After", "1")]), Answer(502), Answer(504)
    with Collector(*answers) as collector:
        run = tracer.trace(collector, *SHELL)
    equal(run.counts, (SPANS, 0), "sent and dropped")
    equal(len({request.body for request in collector.requests}), 1, "different requests")
    times = [request.time for request in collector.requests]
    equal(len(times), 5, "requests")
    between(times[1] - times[0], 0.1, 5, "seconds after 503")
    between(times[2] - times[1], 1.0, 6, "seconds after Retry-After: 1")


def case_not_retried(tracer):
    for status in (400, 401, 404, 413, 500, 307):
        with Collector() as other:
            answer = Answer(status, [("Location", other.url + "/v1/traces")], message="no")
            with Collector(answer) as collector:
                run = tracer.trace(collector, *SHELL)
        equal(run.status, 3, "the command's exit status")
        equal(run.counts, (0, SPANS), "sent and dropped")
        holds(run.problem, f"HTTP status {status}", "why they were dropped")
        equal((len(collector.requests), len(other.requests)), (1, 0), "requests, here and where it pointed")


def case_rejected_in_part(tracer):
    with Collector(Answer(rejected=1, message="too\told")) as collector:
        run = tracer.trace(collector, *SHELL)
    equal(run.counts, (SPANS - 1, 1), "sent and dropped")
    holds(run.problem, "1 rejected: too old", "why they were dropped")


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def case_server_down(tracer):
    url, variables = f"http://127.0.0.1:{free_port()}", {"OTEL_EXPORTER_OTLP_TIMEOUT": "1000"}
    run = tracer.trace(url, *SHELL, variables=variables)
    equal(run.status, 3, "the command's exit status")
    equal(run.counts, (0, SPANS), "sent and dropped")
    holds(run.problem, url, "why they were dropped")
    between(run.seconds, 0, 9.5, "seconds")

    run = tracer.trace(url, *SHELL, variables=variables, options=("--format", "json"))
    equal(run.summary["otlp"], {"sent": 0, "dropped": SPANS}, "the summary in JSON")
    equal(run.counts, (0, SPANS), "what standard error says")
    equal(run.status, 3, "the command's exit status")
    run = tracer.trace(url, *SHELL, variables=variables, options=("--strict",))
    equal(run.status, 74, "the exit status with --strict")


def case_server_comes_late(tracer):
    """Nobody listens at first; spans that ended by then are sent later."""
    port, late = free_port(), []

    def listen():
        late.append(Collector(port=port))
        late[0].__enter__()
    timer = threading.Timer(2, listen)
    timer.start()
    run = tracer.trace(f"http://127.0.0.1:{port}", "sh", "-c", "ls / >/dev/null; sleep 4; exit 3")
    timer.join()
    late[0].__exit__()
    equal(run.counts, (SPANS + 1, 0), "sent and dropped")
    equal(len(late[0].spans), SPANS + 1, "spans")
    equal(run.status, 3, "the command's exit status")


def case_no_answer(tracer):
    with Collector(*[Answer(None)] * 9) as collector:
        run = tracer.trace(collector, *SHELL, variables={"OTEL_EXPORTER_OTLP_TIMEOUT": "1000"})
        equal(run.status, 3, "the command's exit status")
        equal(run.counts, (0, SPANS), "sent and dropped")
        between(run.seconds, 0.9, 9.5, "seconds")


def case_no_such_host(tracer):
    run = tracer.trace("http://host.invalid", *SHELL, variables={"OTEL_EXPORTER_OTLP_TIMEOUT": "1000"})
    equal(run.counts, (0, SPANS), "sent and dropped")
    between(run.seconds, 0, 9.5, "seconds")


def case_many(tracer):
    """More than a batch; the collector is slow, and the traced programs don't wait for it."""
    script = "i=0; while [ $i -lt 1500 ]; do /bin/true; i=$((i + 1)); done"
    with Collector(Answer(delay=1), Answer(503), Answer(delay=1)) as collector:
        run = tracer.trace(collector, "sh", "-c", script, options=("--output", "/dev/null"))
    equal(run.counts, (1502, 0), "sent and dropped")
    ids = [span.span_id for span in collector.spans]
    # The first attempt of the second request was refused, but the server has seen its spans.
    equal(len(set(ids)), 1502, "different spans")
    sizes = [len(request.spans) for request in collector.requests]
    between(max(sizes), 1, 512, "spans of a request")
    return f"{len(sizes)} requests"


def case_nonsense(tracer):
    """Invalid settings end the run before the command starts, and messages don't reveal secrets."""
    mark = os.path.join(tracer.work, "mark")
    for variable, value in {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318/SECRET", "OTEL_EXPORTER_OTLP_HEADERS": "SECRET",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "soon", "OTEL_EXPORTER_OTLP_COMPRESSION": "zip",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
    }.items():
        run = tracer.trace(None, "touch", mark, variables={variable: value})
        equal(run.status, 64, f"the exit status for {variable}")
        holds(run.messages, variable, "the message")
        equal(os.path.exists(mark), False, "whether the command was run")
