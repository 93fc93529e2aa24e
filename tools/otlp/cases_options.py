"""The effect of options and of the environment on spans."""
import os
import socket

from collector import Collector
from expect import between, equal, holds
from spans import CHILD_FLAGS, REMOTE_FLAGS, one, root_and_others

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


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
            collector, "sh", "-c", f"TRACEPARENT=00-{other_trace}-{other_parent}-01 nice sh -c 'ls / >/dev/null; :'; :",
            variables={"TRACEPARENT": f"00-{TRACE}-{PARENT}-01"})
    root, others = root_and_others(collector)
    nice, ls = one(others, "nice"), one(others, "ls")
    outer, inner = sorted((span for span in others if span.name == "sh"), key=lambda span: span.start)
    place = lambda span: (span.trace_id, span.parent, span.flags)
    equal(place(root), (TRACE, PARENT, REMOTE_FLAGS), "the root span's place")
    equal(place(outer), (TRACE, root.span_id, CHILD_FLAGS), "the command's place")
    # It got another one, and so did the program that it becomes; the programs that this starts inherit it.
    equal(place(nice), (other_trace, other_parent, REMOTE_FLAGS), "nice's place")
    equal(place(inner), (other_trace, other_parent, REMOTE_FLAGS), "the place of what nice becomes")
    equal(place(ls), (other_trace, inner.span_id, CHILD_FLAGS), "the place of what that starts")


def case_failed(tracer):
    """Failed execs are events; the last one is the error of a span whose program never came to run."""
    path = os.path.join(tracer.work, "no-program")
    with Collector() as collector:
        run = tracer.trace(collector, "sh", "-c", f"{path}/x a b; :", options=("--failed",))
    _, others = root_and_others(collector)
    events = [event for span in others for event in span.events]
    equal(len(events), 1, "events")
    (time, name, attributes), shell = events[0], one(others, "sh")
    equal(name, "swiftlet.exec.failed", "the event")
    equal(attributes["error.type"], "ENOENT", "why it failed")
    equal(attributes["process.executable.path"], path + "/x", "what was to be run")
    equal(attributes["process.command_args"], [path + "/x", "a", "b"], "its arguments")
    between(time, shell.start, shell.end, "when it failed")
    equal(shell.status, (2, f"exec of {path}/x failed: ENOENT"), "the shell's status")
    equal(run.status, 0, "the command's exit status")
