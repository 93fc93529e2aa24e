"""Comparable spans, from OTLP messages and from lines of OTLP JSON."""
import base64
import dataclasses
import json


# Span.flags: sampled; and a known parent, local or remote.
CHILD_FLAGS, REMOTE_FLAGS = 0x101, 0x301


@dataclasses.dataclass
class Span:
    trace_id: str
    span_id: str
    parent: str
    flags: int
    name: str
    kind: int
    start: int
    end: int
    attributes: dict
    events: list
    dropped_events: int
    status: tuple

    @property
    def is_root(self):
        return self.attributes.get("swiftlet.root") is True


def pairs(items) -> dict:
    """Attributes by key. The specification forbids duplicate keys."""
    found = {}
    for key, value in items:
        assert key not in found, f"attribute {key} comes twice"
        found[key] = value
    return found


# ---- from messages

def value_of(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [value_of(item) for item in value.array_value.values]
    assert kind in ("string_value", "int_value", "bool_value", "bytes_value"), kind
    return getattr(value, kind)


def attributes_of(items):
    return pairs((item.key, value_of(item.value)) for item in items)


def from_message(span) -> Span:
    assert len(span.trace_id) == 16 and len(span.span_id) == 8, "the lengths of ids"
    assert len(span.parent_span_id) in (0, 8), "the length of the parent's id"
    return Span(
        span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex(), span.flags, span.name,
        span.kind, span.start_time_unix_nano, span.end_time_unix_nano,
        attributes_of(span.attributes),
        [(event.time_unix_nano, event.name, attributes_of(event.attributes)) for event in span.events],
        span.dropped_events_count, (span.status.code, span.status.message))


# ---- from JSON

def json_value(value):
    ((kind, content),) = value.items()
    return {
        "stringValue": lambda: content, "boolValue": lambda: content,
        "intValue": lambda: int(content), "bytesValue": lambda: base64.b64decode(content),
        "arrayValue": lambda: [json_value(item) for item in content["values"]],
    }[kind]()


def json_attributes(items):
    return pairs((item["key"], json_value(item["value"])) for item in items)


def from_json(span) -> Span:
    status = span.get("status", {})
    return Span(
        span["traceId"], span["spanId"], span.get("parentSpanId", ""), span["flags"], span["name"],
        span["kind"], int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"]),
        json_attributes(span["attributes"]),
        [(int(event["timeUnixNano"]), event["name"], json_attributes(event["attributes"]))
         for event in span.get("events", [])],
        span.get("droppedEventsCount", 0), (status.get("code", 0), status.get("message", "")))


def from_lines(text) -> list[Span]:
    return [from_json(span) for line in text.splitlines()
            for group in json.loads(line)["resourceSpans"] for scope in group["scopeSpans"]
            for span in scope["spans"]]


# ---- of a run

def root_and_others(collector):
    spans = collector.spans
    roots = [span for span in spans if span.is_root]
    assert len(roots) == 1, f"{len(roots)} root spans among {len(spans)}"
    return roots[0], [span for span in spans if not span.is_root]


def one(spans, name):
    (found,) = [span for span in spans if span.name == name]
    return found
