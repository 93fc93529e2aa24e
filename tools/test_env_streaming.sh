#!/bin/sh
# Runs commands with 10 to 4,224 environment variables under trace --capture stream, and compares every byte
# that the tracer shows with what the command itself found. Then runs one with 5,000, which is more
# than the stream path takes, so the event must say so.
#
#   tools/test_env_streaming.sh SWIFTLET
#
# COUNTS="10 5000" tries only these. With SWIFTLET_CHECK=CAPTURE-CHECK only this shell is needed. Otherwise
# python3 compares, and env(1) is the command. One line per size; exit status 1 if anything differs, 77
# without privilege.
set -eu

swiftlet=${1:?"usage: test_env_streaming.sh SWIFTLET"}
check=${SWIFTLET_CHECK:-}
# Absolute paths, since all variables are removed, PATH included.
case $swiftlet in /*) ;; *) swiftlet=$PWD/$swiftlet ;; esac
case $check in '' | /*) ;; *) check=$PWD/$check ;; esac
if [ ! -x "$swiftlet" ]; then
    echo "test_env_streaming.sh: no program: $swiftlet" >&2
    exit 66
fi
if [ "$(id -u)" != 0 ]; then
    echo "SKIPPED: test_env_streaming.sh needs root" >&2
    exit 77
fi
folder=$(mktemp -d /tmp/env-streaming.XXXXXX)
trap 'rm -rf "$folder"' EXIT

if [ -z "$check" ]; then
    python=$(command -v python3) || {
        echo "test_env_streaming.sh: needs python3, or SWIFTLET_CHECK" >&2
        exit 69
    }
    command=$(command -v env)
    case $command in /*) ;; *) command=/usr/bin/env ;; esac
    argument=-0
    cat >"$folder/compare.py" <<'PYTHON'
import json
import sys

LIMIT = 4224  # ENV_VARS_MAX, bpf/process_tracer.h
trace, view, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def fail(why):
    print(f"{count} variables: {why}")
    sys.exit(1)


with open(view, "rb") as file:
    found = file.read().split(b"\0")[:-1]
if len(found) != count:
    fail(f"the command found {len(found)}")
with open(trace, "rb") as file:
    events = [json.loads(line) for line in file]
execs = [event for event in events if event["event"] == "exec"]
if len(execs) != 1 or events[-1]["event"] != "summary":
    fail(f"{len(execs)} execs, not 1, or no summary")
event, summary = execs[0], events[-1]
if event["envc"] != count:
    fail(f"envc is {event['envc']}")
received = found
if not event["complete"]:
    part = {"part": "env", "unit": "strings", "offset": LIMIT, "count": count - LIMIT,
            "cause": "limit"}
    if count <= LIMIT or event["missing"] != [part]:
        fail(f"incomplete: {event['missing'][:5]}")
    received = found[:LIMIT]
elif event["missing"]:
    fail("complete, with parts missing")
shown = [f"{name}={value}".encode() for name, value in event["env"].items()]
shown += [string.encode() for string in event["env_other"]]
if shown != received:
    differ = [i for i, (a, b) in enumerate(zip(shown, received)) if a != b]
    fail(f"{len(shown)} shown; the first that differs: {differ[:1]}")
lost = {name: number for name, number in summary["lost"].items() if number}
if count > LIMIT:
    lost.pop("stream_limit", None)
if lost or summary["sent"] != summary["received"]:
    fail(f"lost: {lost}, sent {summary['sent']}, received {summary['received']}")
print(f"{count} variables: {len(received)} equal, "
      f"{'complete' if event['complete'] else 'incomplete: limit'}, "
      f"source {event['source']}, lost 0")
PYTHON
else
    command=$check
    argument=environment
fi

status=0
for count in ${COUNTS:-10 100 500 1024 2048 4000 4224 5000}; do
    (
        # The shell's own variables first, then the requested number, with different lengths.
        for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p'); do
            unset "$name" 2>/dev/null || :
        done
        padding=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ
        index=0
        while [ "$index" -lt "$count" ]; do
            export "VARIABLE_$index=$index:$padding"
            index=$((index + 1))
            case $padding in ?) padding=0123456789abcdefghijklmnopqrstuvwxyz-/=: ;; esac
            padding=${padding#?}
        done
        exec "$swiftlet" trace --capture stream --format json --output "$folder/trace" -- \
            "$command" "$argument" >"$folder/view"
    ) || {
        echo "$count variables: the tracer ended with status $?"
        status=1
        continue
    }
    if [ -z "$check" ]; then
        "$python" "$folder/compare.py" "$folder/trace" "$folder/view" "$count" || status=1
    else
        "$check" compare "$folder/trace" "$folder/view" "$count" || status=1
    fi
done
exit $status
