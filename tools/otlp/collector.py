"""A collector to test against: a real HTTP or HTTPS server that decodes what it gets with the official
definitions (PyPI: opentelemetry-proto), and answers as it is told to."""
import gzip
import http.server
import ssl
import threading
import time

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest, ExportTraceServiceResponse)

from spans import Span, from_message


class Answer:
    """The answer to a request. Without a status the request is never answered."""

    def __init__(self, status=200, headers=(), rejected=0, message="", delay=0.0):
        self.status, self.headers, self.delay = status, headers, delay
        response = ExportTraceServiceResponse()
        if rejected:
            response.partial_success.rejected_spans = rejected
            response.partial_success.error_message = message
        self.body = response.SerializeToString() if status == 200 else message.encode()


class Request:
    def __init__(self, path, headers, body):
        self.time = time.monotonic()
        self.path, self.headers, self.body = path, headers, body
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        message = ExportTraceServiceRequest.FromString(body)
        # Unknown fields would be lost silently here.
        assert message.SerializeToString() and not list(unknown_fields(message)), "unknown fields"
        self.groups = list(message.resource_spans)

    @property
    def spans(self) -> list[Span]:
        return [from_message(span) for group in self.groups for scope in group.scope_spans
                for span in scope.spans]

    @property
    def resource(self) -> dict:
        (group,) = self.groups
        return {item.key: item.value.string_value for item in group.resource.attributes}


def unknown_fields(message):
    from google.protobuf.unknown_fields import UnknownFieldSet
    yield from UnknownFieldSet(message)
    for field, value in message.ListFields():
        if field.message_type is not None:
            for part in value if isinstance(value, (list,)) or hasattr(value, "append") else [value]:
                yield from unknown_fields(part)


class Collector:
    """`with Collector() as collector:` listens on a port of 127.0.0.1, a free one unless it is given.

    answers: for the first requests, in order; then it answers 200.
    certificate: a PEM file with key and certificate, for HTTPS.
    """

    def __init__(self, *answers, certificate=None, port=0):
        self.requests, self.faults = [], []
        self.answers = list(answers)
        self.lock, self.stop = threading.Lock(), threading.Event()
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                collector.take(self)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *arguments: None
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"

    def take(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        with self.lock:
            answer = self.answers.pop(0) if self.answers else Answer()
            try:
                if handler.headers["Content-Type"] != "application/x-protobuf":
                    raise ValueError(f"Content-Type: {handler.headers['Content-Type']}")
                self.requests.append(Request(handler.path, handler.headers, body))
            except Exception as fault:
                self.faults.append(fault)
        if answer.status is None:
            self.stop.wait(30)
            return
        time.sleep(answer.delay)
        handler.send_response(answer.status)
        for name, value in answer.headers:
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/x-protobuf")
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body)

    @property
    def port(self):
        return self.server.server_address[1]

    @property
    def url(self):
        return f"{self.scheme}://localhost:{self.port}"

    @property
    def spans(self) -> list[Span]:
        if self.faults:
            raise self.faults[0]
        return [span for request in self.requests for span in request.spans]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *arguments):
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()
