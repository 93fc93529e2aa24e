#!/usr/bin/env python3
"""A thousand execs with hostile arguments through every output, read by other implementations.

    hostile_arguments.py SWIFTLET SEED     as root; prints what was compared, or fails

    hostile_arguments.py --run SEED        the traced command: starts the programs
"""
import base64, json, os, random, subprocess, sys, tempfile, unicodedata

COUNT = 1000
PIECES = [
    b"\x1b[31m", b"\x1b]0;title\x07", b"\x1bP+q\x1b\\", b"\x9b2J", b"\xc2\x9b", b"\r\n", b"\n", b"\t", b"\x7f", b"\x08",
    b"'", b'"', b"`", b"$(id)", b"\\", b"!", b";", b"&&", b"|", b"<", b"*", b"~", b"#", b"=", b"--", b"-", b" ",
    "\u202e".encode(), "\u2066".encode(), "\u200b".encode(), "\ufeff".encode(), "\u2028".encode(), "\U000e0041".encode(),
    "é日本".encode(), "😀".encode(), b"\xff", b"\xfe\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80",
    b"</script>", b"{}", b"null", b"plain", b"%s%n",
]


def arguments(seed):
    """The same for the same seed."""
    chance = random.Random(int(seed))
    for number in range(COUNT):
        strings = [b"/bin/true", b"%d" % number]
        for _ in range(chance.randrange(6)):
            kind = chance.randrange(10)
            if kind == 0:
                strings.append(b"")
            elif kind == 1 and number % 50 == 0:
                strings.append(bytes(chance.randrange(1, 256) for _ in range(20000)))
            elif kind < 4:
                strings.append(bytes(chance.randrange(1, 256) for _ in range(chance.randrange(40))))
            else:
                strings.append(b"".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 8))))
        yield strings


def run(seed):
    for strings in arguments(seed):
        os.waitpid(os.posix_spawn("/bin/true", strings, {b"X": strings[-1], b"-Y": b"\x1b[2J"}), 0)


def spans(output):
    """The arguments in lines of OTLP JSON, in the order of the execs."""
    found = []
    for line in output.decode("utf-8").split("\n")[:-1]:
        for resource in json.loads(line)["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                for span in scope["spans"]:
                    values = {each["key"]: each["value"] for each in span.get("attributes", [])}
                    if span["name"] != "true" or "process.command_args" not in values:
                        continue
                    strings = [
                        each.get("stringValue", "").encode("utf-8")
                        for each in values["process.command_args"]["arrayValue"].get("values", [])]
                    if "swiftlet.process.command_args_bytes" in values:
                        strings = [
                            base64.b64decode(each.get("bytesValue", ""))
                            for each in values["swiftlet.process.command_args_bytes"]["arrayValue"]["values"]]
                    found.append((int(span["startTimeUnixNano"]), strings))
    return [strings for _, strings in sorted(found, key=lambda each: each[0])]


def harmless(output, name):
    """Text that is UTF-8 and has nothing a terminal obeys."""
    text = output.decode("utf-8")
    for character in text:
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            sys.exit(f"{name}: U+{ord(character):04X} in the output")
    return text


def main(swiftlet, seed):
    expected = list(arguments(seed))
    folder = tempfile.mkdtemp()
    recording = os.path.join(folder, "run.ndjson")
    subprocess.run(
        [swiftlet, "trace", "--redact", "none", "--format", "json", "--output", recording, "--",
         sys.executable, os.path.abspath(__file__), "--run", seed],
        check=True)

    # JSON, read by Python: valid, and not a byte is lost.
    seen = []
    with open(recording, "rb") as lines:
        for line in lines:
            event = json.loads(line.decode("utf-8"))
            if event["event"] != "exec" or event["args"][0] != "/bin/true":
                continue
            assert event["complete"], event
            if "args_base64" in event:
                seen.append([base64.b64decode(text) for text in event["args_base64"]])
            else:
                seen.append([text.encode("utf-8") for text in event["args"]])
            strings = (
                [base64.b64decode(text) for text in event["env_base64"]] if "env_base64" in event
                else [f"{name}={value}".encode("utf-8") for name, value in event["env"].items()])
            assert sorted(strings) == sorted([b"X=" + seen[-1][-1], b"-Y=\x1b[2J"]), event
    assert seen == expected, "the arguments in the JSON are others"

    def replay(*options):
        return subprocess.run(
            [swiftlet, "replay", "--redact", "none", *options, recording], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout

    for options in [[], ["--env", "all"], ["--env", "diff"], ["--tree"], ["--tree", "--env", "names"]]:
        text = harmless(replay(*options), " ".join(options) or "text")
        assert text.count("/bin/true") >= COUNT
    # What was recorded is what comes out again.
    with open(recording, "rb") as lines:
        assert replay("--format", "json") == lines.read(), "JSON of the replay is another"
    json.loads(replay("--format", "trace-event"))
    assert spans(replay("--format", "otlp-json")) == expected, "the arguments in the spans are others"

    # Commands, read by bash with env in the place of a function that shows its arguments.
    commands = [
        line.strip() for line in harmless(replay("--show-command"), "show-command").split("\n")
        if line.startswith("    env -i ") and " /bin/true " in line]
    assert len(commands) == COUNT, len(commands)
    script = "env() { printf '%s\\0' \"$@\"; printf 'the end of a command\\0'; }\n" + "\n".join(commands) + "\n"
    for locale in ("C", "C.UTF-8"):
        words = subprocess.run(
            ["/bin/bash"], input=script.encode("utf-8"), check=True, stdout=subprocess.PIPE,
            env={"LC_ALL": locale}).stdout.split(b"\0")
        rest = iter(words)
        for strings in expected:
            command = []
            for word in rest:
                if word == b"the end of a command":
                    break
                command.append(word)
            assert command[-len(strings):] == strings, (command, strings)
            assert b"X=" + strings[-1] in command and b"-Y=\x1b[2J" in command
    print(f"{COUNT} execs, {sum(map(len, expected))} arguments: all the same")


if __name__ == "__main__":
    if sys.argv[1] == "--run":
        run(sys.argv[2])
    else:
        main(sys.argv[1], sys.argv[2])
