#!/usr/bin/python3
"""Validates recordings against the JSON Schema of events, each line of each file.

    validate-events.py SCHEMA FILE|FOLDER...

Needs Debian's python3-jsonschema. Fails if there is nothing to validate. The first faults are shown.
"""
import json
import os
import re
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("validate-events.py: no jsonschema: apt-get install python3-jsonschema")

MOST_FAULTS = 20
# In addition to JSON's grammar: no terminal control characters, and no line separators of any kind.
RAW = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def members(pairs):
    keys = dict(pairs)
    if len(keys) != len(pairs):
        seen = set()
        raise ValueError("a key comes twice: %r" % next(k for k, _ in pairs if k in seen or seen.add(k)))
    return keys


def files(paths):
    for path in paths:
        if os.path.isdir(path):
            yield from (os.path.join(path, name) for name in sorted(os.listdir(path)))
        else:
            yield path


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
# One validator per kind, so that the message names the field instead of listing all kinds.
validators = {}
for kind in schema["properties"]["event"]["enum"]:
    part = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/" + kind}
    validators[kind] = jsonschema.Draft202012Validator(part)

counts, faults = {}, 0
for path in files(sys.argv[2:]):
    with open(path, "rb") as file:
        data = file.read()
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            text = line.decode("utf-8")
            if RAW.search(text):
                raise ValueError("U+%04X is not an escape" % ord(RAW.search(text)[0]))
            event = json.loads(text, object_pairs_hook=members)
            kind = event.get("event") if isinstance(event, dict) else None
            if kind not in validators:
                raise ValueError("no kind of event: %r" % kind)
            error = jsonschema.exceptions.best_match(validators[kind].iter_errors(event))
            if error:
                raise ValueError("%s: %s" % (error.json_path, error.message[:300]))
            counts[kind] = counts.get(kind, 0) + 1
        except ValueError as error:
            faults += 1
            if faults <= MOST_FAULTS:
                print("%s:%d: %s" % (path, number, error), file=sys.stderr)

print("validate-events.py: " + (", ".join("%d %s" % (counts[kind], kind) for kind in sorted(counts)) or "nothing")
      + ", %d faults" % faults)
sys.exit(1 if faults or not counts else 0)
