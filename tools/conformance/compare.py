#!/usr/bin/env python3
"""Compares what two loaders asked of bpf(2) for the same objects, and prints a table.

    compare.py RECORDS [--verbose]

RECORDS/SET/NAME.libbpf and RECORDS/SET/NAME.swiftlet are records of tools/CallRecorder: every program
by itself, attached ("attach" of reference.c), and the object as a whole. Each difference is counted
under what it is about and named below the table, and makes the exit status 1.

RECORDS/SET/NAME.chosen is ours again, each program with no more than the maps that it needs (--each): "chosen"
counts programs that load by themselves with all maps, or as part of the whole, and not so.

Not a difference, and counted by itself ("further"): libbpf gives up before it asks the kernel for the
program, since an extern of the object is missing, needed or not, and ours, which looks up what is needed,
does ask; or libbpf gives up for a slot of a prog_array whose program is left out, and ours leaves it empty;
or libbpf gives up for a member of a struct_ops structure that the kernel's lacks, if its function doesn't stand
first in its section, and ours leaves that function out wherever it stands (as libbpf does if it stands first).
"""
import collections
import os
import sys

# Maps that each loader probes the kernel with, in its own way.
PROBES = ("libbpf_", "probe")
PROBE_OF_RELOCATIONS = "map arr type 2 key 4 value 1 entries 1 flags 0 numa 0 extra 0 types 0/0/0 inner -"


class Load:
    """One BPF_PROG_LOAD."""

    def __init__(self, words):
        self.name = words[1]
        fields = dict(zip(words[2:], words[3:]))
        self.key = {k: fields.get(k) for k in ("type", "attach", "flags", "hook", "in", "license")}
        self.version = fields.get("version")
        self.status = int(fields["="])
        self.tag = fields.get("tag")
        self.instructions, self.functions, self.lines = [], [], None


class Attempt:
    def __init__(self, name):
        self.name = name
        self.loads, self.maps, self.values, self.frozen = [], {}, {}, set()
        self.status, self.attached, self.messages = None, None, []

    def load(self, like=None):
        """The last one of the program's own: the ones before are retries and probes. The kernel keeps 15 bytes
        of a name: of several programs that share them, the one that is loaded as `like` is."""
        own = [load for load in self.loads if load.name == self.name[:15]]
        alike = [load for load in own if like and load.key == like.key]
        return (alike or own or [None])[-1]

    def gave_up(self):
        """Whether libbpf lacked something that its words show to be an extern, or a structure's member, and went
        no further."""
        return self.status != 0 and not self.load() and any(
            word in message for word in ("extern", "kfunc", "ksym", "symbol", "Cannot find member")
            for message in self.messages[:1])

    def maps_without_probes(self):
        return [
            name
            for name, line in self.maps.items()
            if not name[0].startswith(PROBES) and not line.startswith(PROBE_OF_RELOCATIONS)
        ]

    def sequence(self, names):
        """The object's programs in the order in which the kernel got them. Retries are combined."""
        found = []
        for load in self.loads:
            if load.name not in names:
                continue
            if found and found[-1].name == load.name and found[-1].instructions == load.instructions:
                found[-1] = load
            else:
                found.append(load)
        return found


class Record(collections.OrderedDict):
    """The attempts by program name; "*" is the complete object."""

    # A mode that did not finish, and its exit status: 137 after a timeout.
    stopped = None


def read(path):
    attempts, current, load = Record(), None, None
    attempts.stopped = {}
    with open(path, errors="replace") as file:
        for line in file:
            words = line.split()
            if not words:
                continue
            kind = words[0]
            if kind == "begin":
                current = attempts[words[1]] = Attempt(words[1])
            elif kind == "end":
                current = current or attempts.setdefault(words[1], Attempt(words[1]))
                current.status = int(words[2])
            elif kind == "stopped":
                attempts.stopped[words[1]] = int(words[2])
            elif current is None:
                continue
            elif kind == "attached":
                current.attached = int(words[2])
            elif kind == "#":
                current.messages.append(line[2:].strip())
            elif kind == "program":
                # They include probes, which don't have the names of the object's programs.
                load = Load(words)
                current.loads.append(load)
            elif kind == "i":
                load.instructions.append(line[2:].strip())
            elif kind == "f":
                load.functions.append(line.strip())
            elif kind == "l":
                load.lines = line.strip()
            elif kind == "map" and words[1] != "-":
                # A creation that failed may be tried again in another form. The kernel keeps 15 bytes of
                # a name, so that the type has to help.
                current.maps[words[1], words[3]] = line.strip()
            elif kind == "value":
                current.values[words[1], words[2]] = line.strip()
            elif kind == "freeze":
                current.frozen.add(words[1])
    return attempts


class Row:
    def __init__(self, name):
        self.name = name
        self.programs = self.theirs = self.ours = self.attached = self.ours_attached = 0
        # Programs that load with only the maps they need (--each).
        self.chosen = 0
        # Attempts without a result because of a timeout.
        self.left_out = 0
        # Objects that only libbpf gave up on, with its reason.
        self.further = []
        self.counts = collections.Counter()
        self.found = []

    def differs(self, what, text):
        self.counts[what] += 1
        self.found.append((what, text))


def compare_loads(row, name, a, b):
    if a.key != b.key:
        changed = [f"{k} {a.key[k]} / {b.key[k]}" for k in a.key if a.key[k] != b.key[k]]
        row.differs("attributes", f"{name}: {', '.join(changed)}")
    if a.instructions != b.instructions:
        pairs = zip(a.instructions, b.instructions)
        at = next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(a.instructions), len(b.instructions)))
        shown = [side.instructions[at] if at < len(side.instructions) else "end" for side in (a, b)]
        row.differs("instructions", f"{name}: {len(a.instructions)} / {len(b.instructions)}, first at {at}: {shown[0]} / {shown[1]}")
    elif a.tag and b.tag and a.tag != b.tag:
        row.differs("instructions", f"{name}: tag {a.tag} / {b.tag}")
    if a.functions != b.functions:
        row.differs("records", f"{name}: function records: {len(a.functions)} / {len(b.functions)}")
    if a.lines != b.lines:
        row.differs("records", f"{name}: line records: {a.lines} / {b.lines}")


def compare(name, theirs, ours):
    row = Row(name)
    for mode, status in ours.stopped.items():
        if status != 137:
            row.differs("ended", f"{mode}: ours ended with {status}")
        elif mode not in theirs.stopped:
            row.differs("ended", f"{mode}: ours was not done when the time was over")
    out_of_time = theirs.stopped or ours.stopped
    for program, a in theirs.items():
        b = ours.get(program)
        if out_of_time and (a.status is None or b is None or b.status is None):
            row.left_out += 1
            continue
        if program == "*":
            compare_whole(row, a, b, {name[:15] for name in theirs})
            continue
        row.programs += 1
        loads, ours_loads = a.status == 0, b is not None and b.status == 0
        # EBADF: a slot of a prog_array names a program that is left out. Ours leaves the slot empty.
        is_slot = a.status == -9 and a.load() and a.load().status == 0
        if a.gave_up() and b is not None or is_slot and ours_loads:
            row.ours += ours_loads
            row.further.append(f"{program}: {a.status} / {b.status}: {a.messages[:1]}")
            continue
        row.theirs += loads
        row.ours += ours_loads
        if b is None:
            row.differs("load", f"{program}: not tried by us: {list(ours)[:1]}")
            continue
        said = b.messages[0] if b.messages else ""
        if loads != ours_loads:
            row.differs("load", f"{program}: {a.status} / {b.status} {said}")
        y = b.load()
        x = a.load(like=y)
        if x and y:
            compare_loads(row, program, x, y)
            if x.status != y.status and loads == ours_loads:
                row.differs("load", f"{program}: refused for another reason: {x.status} / {y.status}")
        elif x and not y and loads == ours_loads:
            row.differs("reason", f"{program}: {a.status}: refused by us before the kernel was asked: {said}")
        elif y and not x and loads == ours_loads:
            row.differs("reason", f"{program}: {a.status}: refused by libbpf before the kernel was asked, by us not")
        if a.attached is not None:
            row.attached += a.attached == 0
            row.ours_attached += b.attached == 0
            if b.attached is not None and (a.attached == 0) != (b.attached == 0):
                row.differs("attach", f"{program}: {a.attached} / {b.attached} {said}")
        # Ours creates only the maps that the program needs.
        for map_name in b.maps_without_probes():
            compare_map(row, program, map_name, a, b)
    for program in ours:
        whole = theirs.get("*")
        if program not in theirs and whole and whole.gave_up():
            row.further.append(f"{program}: not seen by libbpf: {whole.messages[:1]}")
        elif program not in theirs and not out_of_time:
            row.differs("load", f"{program}: not seen by libbpf")
    return row


def compare_chosen(row, ours, chosen):
    """What loads with all maps, or with all programs, loads with the maps that it needs; the same instructions."""
    whole = ours.get("*")
    for program, a in ours.items():
        b = chosen.get(program)
        if program == "*" or chosen.stopped and (b is None or b.status is None):
            continue
        loads = a.status == 0 or whole is not None and whole.status == 0 and any(
            load.name == program[:15] and load.status >= 0 for load in whole.loads)
        if not loads:
            continue
        row.chosen += b is not None and b.status == 0
        if b is None or b.status != 0:
            row.differs("chosen", f"{program}: {a.status} / {b and b.status} {b.messages[:1] if b else ''}")
            continue
        x, y = a.load(), b.load()
        if x and y and x.instructions != y.instructions:
            row.differs("chosen", f"{program}: other instructions: {len(x.instructions)} / {len(y.instructions)}")


def compare_map(row, program, name, a, b):
    if a.maps.get(name) != b.maps.get(name):
        row.differs("maps", f"{program}: {a.maps.get(name)} / {b.maps.get(name)}")


def compare_whole(row, a, b, names):
    if b is not None and a.gave_up():
        row.further.append(f"whole: {a.status} / {b.status}: {a.messages[:1]}")
        return
    if b is None or (a.status == 0) != (b.status == 0):
        row.differs("load", f"whole: {a.status} / {b and b.status} {b.messages[:1] if b else ''}")
        return
    if a.status != 0 and not b.maps and not b.loads:
        # Ours looks up everything before it creates anything, so it finds a missing hook
        # before the first map.
        return
    for name in dict.fromkeys(a.maps_without_probes() + b.maps_without_probes()):
        compare_map(row, "whole", name, a, b)
    if a.status == 0:
        for key in sorted(set(a.values) | set(b.values)):
            x, y = a.values.get(key), b.values.get(key)
            # New maps contain zeroes, so writing zeroes is no difference.
            if x != y and not {x and x.split()[-1], y and y.split()[-1]} <= {None, "zero"}:
                row.differs("values", f"whole: {x} / {y}")
        if a.frozen != b.frozen:
            row.differs("values", f"whole: frozen {a.frozen} / {b.frozen}")
    x, y = a.sequence(names), b.sequence(names)
    if [load.name for load in x] != [load.name for load in y]:
        row.differs("order", f"whole: {[l.name for l in x]} / {[l.name for l in y]}")
        return
    for left, right in zip(x, y):
        compare_loads(row, f"whole: {left.name}", left, right)


def main():
    folder, verbose = sys.argv[1], "--verbose" in sys.argv
    kinds = ("load", "attributes", "instructions", "records", "maps", "values", "order", "attach", "reason", "ended", "chosen")
    rows = []
    for path, _, files in sorted(os.walk(folder)):
        for file in sorted(files):
            if not file.endswith(".libbpf"):
                continue
            name = os.path.join(os.path.relpath(path, folder), file[: -len(".libbpf")])
            ours = os.path.join(path, file[: -len(".libbpf")] + ".swiftlet")
            if not os.path.exists(ours):
                row = Row(name)
                row.differs("load", "no record of ours")
                rows.append(row)
                continue
            records = read(ours)
            row = compare(name, read(os.path.join(path, file)), records)
            chosen = os.path.join(path, file[: -len(".libbpf")] + ".chosen")
            if os.path.exists(chosen):
                compare_chosen(row, records, read(chosen))
            rows.append(row)
    if not rows:
        print(f"compare.py: no records in {folder}", file=sys.stderr)
        return 1
    width = max(len(row.name) for row in rows) + 2
    header = f"{'object':<{width}}{'programs':>9}{'libbpf':>8}{'ours':>6}{'attached':>10}{'ours':>6}"
    print(header + "".join(f"{kind[:12]:>13}" for kind in kinds))
    total = Row("total")
    for row in rows + [total]:
        if row is not total:
            for field in ("programs", "theirs", "ours", "attached", "ours_attached", "left_out", "chosen"):
                setattr(total, field, getattr(total, field) + getattr(row, field))
            total.counts += row.counts
        print(
            f"{row.name:<{width}}{row.programs:>9}{row.theirs:>8}{row.ours:>6}{row.attached:>10}{row.ours_attached:>6}"
            + "".join(f"{row.counts[kind] or '·':>13}" for kind in kinds)
        )
    notes = [f"{row.name}: {what}: {text}" for row in rows for what, text in row.found]
    left_out = f"; {total.left_out} attempts left out, for the time was over" if total.left_out else ""
    print(
        f"\n{len(rows)} objects, {total.programs} programs{left_out}; {total.chosen} load by themselves with what they need; differences (libbpf / ours): {len(notes)}"
    )
    further = [f"{row.name}: {text}" for row in rows for text in row.further]
    if further:
        print(f"{len(further)} times ours goes further: libbpf gives up before the program, for an extern or for a slot of a prog_array")
        for note in further if verbose else further[:5]:
            print("  further: " + note)
    for note in notes if verbose else notes[:40]:
        print("  " + note)
    return 1 if notes else 0


sys.exit(main())
