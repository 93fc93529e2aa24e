#!/usr/bin/env python3
"""Checks the links of Markdown files that lead to files of this tree, and to headings in them.

    tools/check-links.py FILE …

Each broken link is a line `file:line: what` on standard output. Links with a scheme are not followed.
"""

import pathlib
import re
import sys


def lines_of_text(path):
    """The numbered lines outside of code blocks."""
    in_code = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif not in_code:
            yield number, line


def anchor(heading):
    """A heading's anchor, as GitHub makes it."""
    heading = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")


def anchors(path):
    known = set()
    for _, line in lines_of_text(path):
        if heading := re.match(r"#{1,6} +(.*)", line):
            name, count = anchor(heading[1]), 0
            while (name if count == 0 else f"{name}-{count}") in known:
                count += 1
            known.add(name if count == 0 else f"{name}-{count}")
    return known


for argument in sys.argv[1:]:
    path = pathlib.Path(argument)
    for number, line in lines_of_text(path):
        line = re.sub(r"`[^`]*`", "", line)
        for target in re.findall(r"\]\(<?([^)>\s]+)[^)]*\)", line):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, fragment = target.partition("#")
            file = path.parent / name if name else path
            if not file.exists():
                print(f"{path}:{number}: the link {target} leads to no file")
            elif fragment and file.suffix == ".md" and fragment not in anchors(file):
                print(f"{path}:{number}: the link {target} leads to no heading")
