#!/usr/bin/env python3
"""Runs the commands of a document, and compares what they print with what it says.

    tools/doc-commands.py SWIFTLET DOCUMENT...

Commands are the lines that begin with "$ " in a ```console block below a line "<!-- run -->"; the lines up to the next
command are what it prints. … stands for any text within a line. swiftlet is the given file. Exit status 1 if anything
differs.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile


def commands(text):
    for block in re.findall(r"<!-- run -->\n```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if os.geteuid() != 0:
        print("LEFT OUT: the commands of documents need root", file=sys.stderr)
        return
    failed = count = 0
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.realpath(sys.argv[1]), f"{folder}/swiftlet")
        # clang is beside the Swift compiler.
        compiler = os.path.dirname(shutil.which("swiftc") or "")
        environment = dict(os.environ, PATH=f"{folder}:{compiler}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
        for document in sys.argv[2:]:
            for command, expected in commands(open(document, encoding="utf-8").read()):
                # env -i leaves no PATH to search: the shell finds swiftlet before.
                line = command.replace("swiftlet ", f"{folder}/swiftlet ", 1)
                found = subprocess.run(
                    ["bash", "-c", line], env=environment, text=True, timeout=120,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                )
                pattern = ".*".join(re.escape(part) for part in expected.split("…"))
                count += 1
                if not re.fullmatch(pattern, found.stdout):
                    failed += 1
                    print(f"{document}: $ {command}\n  says    {expected}  printed {found.stdout}{found.stderr}")
    print(f"{count} commands of documents, {failed} print something else")
    if failed or not count:
        sys.exit(1)


main()
