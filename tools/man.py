#!/usr/bin/env python3
"""Writes the man pages: swiftlet(1), and one for each of its commands.

    tools/man.py SWIFTLET FOLDER

They come from the program's own description of its options (--experimental-dump-help), so that none is
missing. The text of a command is prose, then EXAMPLES and EXIT STATUS, as in its --help.
"""

import json
import pathlib
import re
import subprocess
import sys


def escaped(text):
    """Escapes text for roff. A line that begins with a dot or a quote would be a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("^", "\\(ha").replace("~", "\\(ti")
    text = text.replace("'", "\\(aq").replace("`", "\\(ga")
    return re.sub(r"^(?=[.])", r"\\&", text, flags=re.M)


def quoted(text):
    return '"' + escaped(text).replace('"', "\\(dq") + '"'


def names(argument):
    """`-h, --help`"""
    written = []
    for name in argument.get("names", []):
        dashes = "--" if name["kind"] == "long" else "-"
        written.append(f"\\fB{escaped(dashes + name['name'])}\\fR")
    return ", ".join(written)


def value(argument):
    # An optional value follows an equals sign.
    if argument["kind"] != "option":
        return ""
    name = f"\\fI{escaped(argument['valueName'])}\\fR"
    return f"[={name}]" if argument["valueName"] == "url" else f" {name}"


def option(argument):
    """An option with its description."""
    lines = [".TP"]
    if argument["kind"] == "positional":
        lines.append(f"\\fI{escaped(argument['valueName'])}\\fR")
    else:
        lines.append(names(argument) + value(argument))
    text = argument.get("abstract", "")
    known = argument.get("allValues")
    if known:
        text += f" One of {', '.join(known)}."
    if "defaultValue" in argument and "(default:" not in text:
        text += f" (default: {argument['defaultValue']})"
    lines.append(escaped(text.strip()) or "\\&")
    return lines


def discussion(text):
    """Formats prose, verbatim examples, and a list of exit statuses."""
    lines, part = [], "DESCRIPTION"
    for line in text.strip("\n").split("\n"):
        if line in ("EXAMPLES", "EXIT STATUS"):
            if part == "EXAMPLES":
                lines.append(".EE")
            part = line
            lines.append(f".SH {quoted(part)}")
            if part == "EXAMPLES":
                lines.append(".EX")
        elif part == "EXAMPLES":
            # Skip blank lines between parts.
            if line.strip():
                lines.append(escaped(line[2:]))
        elif part == "EXIT STATUS":
            status = re.match(r"  (\d+(?:, \d+)*) (.*)", line)
            if status:
                lines += [".TP", f"\\fB{status[1]}\\fR", escaped(status[2])]
            elif line.strip():
                lines.append(escaped(line.strip()))
        elif line.strip():
            lines.append(escaped(line.strip()))
        else:
            lines.append(".PP")
    if part == "EXAMPLES":
        lines.append(".EE")
    return lines


def page(command, version, name, others):
    arguments = [each for each in command.get("arguments", []) if each["shouldDisplay"]]
    options = [each for each in arguments if each["kind"] != "positional"]
    positional = [each for each in arguments if each["kind"] == "positional"]
    lines = [
        f'.TH {quoted(name.upper())} 1 "" {quoted("swiftlet " + version)} "User Commands"',
        ".SH NAME",
        f"{escaped(name)} \\- {escaped(command['abstract'].rstrip('.'))}",
        ".SH SYNOPSIS",
        f"\\fB{escaped(name.replace('-', ' '))}\\fR"
        + (" [\\fIoptions\\fR]" if options and name != "swiftlet" else ""),
    ]
    if name == "swiftlet":
        lines[-1] += " \\fIcommand\\fR [\\fIoptions\\fR]"
    for argument in positional:
        text = f"\\fI{escaped(argument['valueName'])}\\fR"
        if argument["parsingStrategy"] == "postTerminator":
            text = f"[\\fB\\-\\-\\fR {text} ...]"
        lines[-1] += " " + text
    lines.append(".SH DESCRIPTION")
    text = discussion(command.get("discussion", ""))
    if not text or text[0].startswith(".SH"):
        lines.append(escaped(command["abstract"]))
    first = next((i for i, line in enumerate(text) if line.startswith(".SH")), len(text))
    lines += strip(text[:first])
    if others:
        lines.append(".SH COMMANDS")
        for other in others:
            lines += [".TP", f"\\fB{escaped(other['commandName'])}\\fR", escaped(other["abstract"])]
            lines.append(f"See \\fBswiftlet\\-{other['commandName']}\\fR(1).")
    if positional:
        lines.append(".SH ARGUMENTS")
        for argument in positional:
            lines += option(argument)
    title = None
    for argument in sorted(options, key=lambda each: each.get("sectionTitle", "")):
        if argument.get("sectionTitle", "OPTIONS") != title:
            title = argument.get("sectionTitle", "OPTIONS")
            lines.append(".SH OPTIONS" if title == "OPTIONS" else f".SS {quoted(title)}")
        lines += option(argument)
    lines += strip(text[first:])
    lines.append(".SH SEE ALSO")
    if name == "swiftlet":
        see = ["swiftlet-" + each["commandName"] for each in others]
    else:
        see = ["swiftlet"]
    lines.append(",\n".join(f"\\fB{escaped(each)}\\fR(1)" for each in see))
    return "\n".join(lines) + "\n"


def strip(lines):
    """Removes empty paragraphs at the end."""
    kept = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ".SH"
        if line != ".PP" or not following.startswith(".SH"):
            kept.append(line)
    return kept


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])

    def said(option):
        return subprocess.run([program, option], check=True, capture_output=True, text=True).stdout

    command = json.loads(said("--experimental-dump-help"))["command"]
    version = said("--version").strip()
    commands = [each for each in command["subcommands"] if each["commandName"] != "help"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "swiftlet.1").write_text(page(command, version, "swiftlet", commands))
    for each in commands:
        name = "swiftlet-" + each["commandName"]
        (folder / (name + ".1")).write_text(page(each, version, name, []))


if __name__ == "__main__":
    main()
