"""Recordings of adversarial shapes.

Each shape is a function of a size N that yields the lines of a recorded run (NDJSON as
`swiftlet trace --format json` writes it). The bytes of a shape grow in proportion to N.
"""

import base64
import json

SHAPES = {}


def shape(function):
    SHAPES[function.__name__] = function
    return function


def line(**members):
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False)


def time(number):
    return f"2026-01-31T12:{number // 60000 % 60:02}:{number // 1000 % 60:02}.{number % 1000:03}000000Z"


def identifier(number):
    return f"{number:016x}"


def execution(number=1, pid=None, ppid=1, args=("true",), env=None, **more):
    """An exec with number `number`, which is also its process's id."""
    pid = number + 1 if pid is None else pid
    members = dict(
        event="exec", time=time(number), exec_id=identifier(number), pid=pid, tid=pid, ppid=ppid,
        uid=0, gid=0, comm="true", filename="/bin/true", args=list(args),
        env={"PATH": "/bin"} if env is None else env, env_other=[], complete=True, missing=[],
        source="block", cgroup_id=1, pid_ns=4026531836, parent_exec_id=identifier(0),
        start_time=time(number), cwd="/", exe="/bin/true", cgroup="/a", euid=0, egid=0,
        session_id=1, result=0, redacted=[])
    members.update(more)
    return line(**members)


def end(number, pid=None, code=0):
    pid = number + 1 if pid is None else pid
    return line(
        event="exit", time=time(number), exec_id=identifier(number), pid=pid, ppid=1, comm="true",
        exit_code=code, signal=None, core_dumped=False, duration_ns=1000)


def fork(number, pid, ppid):
    return line(event="fork", time=time(number), pid=pid, ppid=ppid, comm="true")


def one(args=("true",), **more):
    """The run of a single exec."""
    yield execution(args=args, **more)
    yield end(1)


# One exec, many arguments of a kind.

def arguments(name, program, repeated):
    SHAPES["args: " + name] = lambda n: one([*program, *(repeated * n)])


arguments("programs", ["x"], ["curl"])
arguments("wrappers", [], ["sudo"])
arguments("env in env", [], ["env", "A=b"])
arguments("assignments", ["env"], ["A=b"])
arguments("secret assignments", ["env"], ["TOKEN=b"])
arguments("shells", [], ["sh", "-c"])
arguments("scripts", ["x"], ["sh", "-c", "mysql -pab 'c"])
arguments("ssh", [], ["ssh", "h"])
arguments("options", ["curl"], ["-u", "a:b"])
arguments("option names", ["curl"], ["-u"])
arguments("passwords", ["x"], ["--password", "hidden"])
arguments("password=", ["x"], ["--password=hidden"])
arguments("headers", ["curl"], ["-H", "Authorization: Bearer x"])
arguments("URLs", ["x"], ["http://u:p@h/?token=a&sig=b"])
arguments("separators", ["x"], ["--", ";", "|"])
arguments("empty", ["x"], [""])
arguments("equal signs", ["x"], ["="])
arguments("dashes", ["x"], ["-"])


# One exec, one argument with many special characters: as an argument, and as a script.

def text(name, repeated, head="", tail=""):
    SHAPES["text: " + name] = lambda n: one(["x", head + repeated * n + tail])
    SHAPES["script: " + name] = lambda n: one(["sh", "-c", head + repeated * n + tail])


text("letters", "a")
text("words", "curl ")
text("single quotes", "'")
text("double quotes", '"')
text("mixed quotes", "'\"")
text("backslashes", "\\")
text("substitutions", "$(")
text("backquotes", "`a ")
text("heredocs", "<<A\n")
text("open braces", '{"token":')
text("members", '"token":"ab",')
text("brackets", "[{")
text("commands", "mysql -pab;")
text("separators", ";|&")
text("assignments", "TOKEN=a ")
text("assignments unbroken", "TOKEN=")
text("equal signs", "=")
text("colons", ":")
text("at signs", "@")
text("schemes", "http://")
text("URLs", "http://u:p@h ")
text("URLs unbroken", "http://u:p@h")
text("users without end", "u:p", head="http://")
text("queries", "?sig=a&token=b")
text("PEM begins", "-----BEGIN PRIVATE KEY-----")
text("PEM dashes", "-----")
text("JWTs", "eyJhbGciOiJI.eyJzdWIiOiIx.")
text("token prefixes", "ghp_")
text("tokens", "ghp_0123456789abcdefghijABCDEFGHIJ012345 ")
text("keys", "AKIA0123456789ABCDEF ")
text("connection strings", "Password=ab;AccountKey=cd;")
text("bearers", "Authorization: Bearer ")
text("SQL", "IDENTIFIED BY 'a' ")
text("SQL without end", "IDENTIFIED BY '")
text("slashes", "a/b@")
text("dots", "../")
text("hexadecimal", "0123456789abcdef")
text("redacted", "[redacted]")
text("spaces", " ")
text("line feeds", "\n")
text("controls", "\x01\x1b\x7f\u0085\u202e")
text("characters", "\u00e9\u4e16\U0001f600")

SHAPES["script: nested"] = lambda n: one(["sh", "-c", "sh -c 'sh -c \"" * n])
SHAPES["script: escapes"] = lambda n: one(["sh", "-c", "sh -c " + "\\" * n + "'a"])


@shape
def script_of_scripts(n):
    """Each level quotes the one below it."""
    script = "mysql -pab " * n
    for _ in range(3):
        script = "sh -c '" + script.replace("'", "'\\''") + "'"
    return one(["sh", "-c", script])


# One exec, many variables.

def variables(name, make, other=()):
    SHAPES["env: " + name] = lambda n: one(
        env={key: value for i in range(n) for key, value in [make(i)]}, env_other=list(other) * n)


variables("distinct", lambda i: (f"V{i}", "x"))
variables("long names", lambda i: ("PREFIX" * 10 + f"{i:07}" + "SUFFIX" * 10, "x"))
variables("strings of zeros", lambda i: (f"{i:b}".replace("0", "aaaaaaa").replace("1", "aaaaaab"), "x"))
variables("secrets", lambda i: (f"TOKEN{i}", "x"))
variables("secret values", lambda i: (f"V{i}", "postgres://u:p@h"))
variables("one name", lambda i: ("A", "x"), other=["A=y"])
variables("one secret name", lambda i: ("TOKEN", "x"), other=["TOKEN=y"])
variables("no names", lambda i: ("A", "x"), other=["", "=", "=x", "x"])
SHAPES["env: long value"] = lambda n: one(env={"A": "x" * n})
SHAPES["env: value of quotes"] = lambda n: one(env={"A": "'\"" * n})
SHAPES["env: value of URLs"] = lambda n: one(env={"A": "http://u:p@h," * n})
SHAPES["env: value of assignments"] = lambda n: one(env={"A": "TOKEN=a;" * n})
SHAPES["env: value of members"] = lambda n: one(env={"A": '{"token":"' * n})
SHAPES["env: long name"] = lambda n: one(env={"A" * n: "x"})
SHAPES["env: secret words in a name"] = lambda n: one(env={"TOKEN_" * n: "x"})


def in_base64(string):
    return base64.b64encode(string).decode()


@shape
def not_utf8(n):
    strings = [b"\xff" * 8] * n
    return one(
        ["\ufffd" * 8] * n, args_base64=[in_base64(string) for string in strings],
        env_base64=[in_base64(b"A\xfe=" + string) for string in strings])


@shape
def one_string_not_utf8(n):
    return one(["\ufffd"], args_base64=[in_base64(b"\xe2\x82\xf0\x90" * n)])


@shape
def absent_strings(n):
    missing = [dict(part="args", unit="strings", offset=i, count=1, cause="string_fault") for i in range(n)]
    return one(["x"] + [None] * n, missing=missing, complete=False, source="stream")


@shape
def truncated_strings(n):
    missing = [dict(part="args", unit="strings", offset=i, count=1, cause="truncated") for i in range(n)]
    return one(["http://u"] * n, missing=missing, complete=False, source="stream")


@shape
def redactions(n):
    return one(["[redacted]"] * n, redacted=[f"args[{i}]" for i in range(n)])


@shape
def redacted_variables(n):
    return one(
        env={f"T{i}": "[redacted]" for i in range(n)}, redacted=[f"T{i}" for i in range(n)])


@shape
def attributes(n):
    return one(attributes={f"a{i}": "x" for i in range(n)})


@shape
def paths(n):
    path = "/a/../." * n
    return one([path], filename=path, exe=path, cwd=path, cgroup=path, interpreter=path)


@shape
def cgroup_of_containers(n):
    return one(cgroup="/docker-" * n + "0123456789abcdef" * 4, cwd="/x")


@shape
def environment_differences(n):
    return one(env_diff=dict(
        added={f"A{i}": "x" for i in range(n)}, changed={f"C{i}": "x" for i in range(n)},
        removed=[f"R{i}" for i in range(n)], against="parent"), env=None)


@shape
def unknown_members(n):
    return one(**{f"m{i}": i for i in range(n)})


@shape
def repeated_member(n):
    yield execution()[:-1] + ',"args":["x"]' * n + "}"


@shape
def escapes(n):
    yield execution(args=["@@"]).replace("@@", "\\u0041\\n\\ud83d\\ude00" * n)


@shape
def digits(n):
    yield execution(more=0)[:-1] + ',"n":' + "1" * n + ',"m":1.' + "2" * n + "}"


@shape
def blank_lines(n):
    yield execution()
    yield "\n" * n
    yield " " * n


@shape
def unknown_events(n):
    yield from one()
    for i in range(n):
        yield line(event=f"e{i}", time=time(i))


# Many processes.

@shape
def chain(n):
    """Each process forks the next, and all stay alive."""
    for i in range(1, n + 1):
        yield fork(i, i + 1, i)
        yield execution(i, ppid=i, parent_exec_id=identifier(i - 1))


@shape
def chain_that_ends(n):
    yield from chain(n)
    for i in range(n, 0, -1):
        yield end(i, code=i % 2)


@shape
def chain_that_ends_above(n):
    yield from chain(n)
    for i in range(1, n + 1):
        yield end(i)


@shape
def wide(n):
    yield execution(1)
    for i in range(2, n + 2):
        yield fork(i, i + 1, 2)
        yield execution(i, ppid=2, parent_exec_id=identifier(1))
        yield end(i)
    yield end(1)


@shape
def wide_all_failing(n):
    yield execution(1)
    for i in range(2, n + 2):
        yield execution(i, ppid=2, parent_exec_id=identifier(1), args=[f"cc{i}"], comm=f"cc{i}")
    for i in range(2, n + 2):
        yield end(i, code=1)


@shape
def wide_alive(n):
    for i in range(1, n + 1):
        yield execution(i, comm=f"c{i}", filename=f"/bin/c{i}", args=[f"c{i}"])


@shape
def one_process(n):
    for i in range(1, n + 1):
        yield execution(i, pid=2, parent_exec_id=identifier(0))
    yield end(n, pid=2)


@shape
def one_pid_again(n):
    for i in range(1, n + 1):
        yield fork(i, 2, 1)
        yield execution(i, pid=2)
        yield end(i, pid=2)


@shape
def failed_execs(n):
    yield execution(1)
    for i in range(2, n + 2):
        yield execution(i, pid=2, result=-2, error="ENOENT", parent_exec_id=identifier(1))
    yield end(1)


@shape
def failed_execs_of_many(n):
    for i in range(1, n + 1):
        yield fork(i, i + 1, 1)
        yield execution(i, result=-2, error="ENOENT")


@shape
def forks(n):
    for i in range(n):
        yield fork(i, i + 2, 1)


@shape
def chain_of_forks(n):
    yield execution(1)
    for i in range(n):
        yield fork(i, i + 3, i + 2)
    yield execution(2, pid=n + 2, ppid=n + 1)


@shape
def exits(n):
    for i in range(1, n + 1):
        yield end(i)


@shape
def end_unknown(n):
    for i in range(1, n + 1):
        yield execution(i)
    for i in range(n):
        yield end(n + i + 1, pid=n + i + 10)


def connection(i, kind, **more):
    return line(
        event=kind, time=time(i), exec_id=identifier(1), pid=2, comm="true",
        connection_id=identifier(i), local_address="10.0.0.1", local_port=i % 65536,
        remote_address="2001:db8::1", remote_port=443, **more)


@shape
def connections(n):
    yield execution(1)
    for i in range(n):
        yield connection(i, "tcp_connect")


@shape
def connections_of_many(n):
    for i in range(1, n + 1):
        yield execution(i)
        yield connection(i, "tcp_connect").replace(
            f'"{identifier(1)}","pid":2', f'"{identifier(i)}","pid":{i + 1}')
    for i in range(n, 0, -1):
        yield connection(i, "tcp_close", established=True, duration_ns=1, bytes_sent=1, bytes_received=1)


@shape
def closes(n):
    yield execution(1)
    for i in range(n):
        yield connection(i, "tcp_close", established=True, duration_ns=1, bytes_sent=1, bytes_received=1)


@shape
def environments_alike(n):
    """Each differs from the previous one in one byte."""
    for i in range(1, n + 1):
        env = {f"V{j}": "value" for j in range(20)}
        env["V7"] = f"{i:08}"
        yield execution(i, env=env, ppid=i, parent_exec_id=identifier(i - 1))


@shape
def environments_of_one_length(n):
    """More than any table keeps, in rotation."""
    for i in range(1, n + 1):
        yield execution(i, env={"A": "x" * 500 + f"{i % 400:08}"})


@shape
def environment_numbers(n):
    for i in range(1, n + 1):
        yield execution(i, env={"A": "x"}, env_id=f"{i}")
    for i in range(1, n + 1):
        yield execution(n + i, env_ref=f"{i}", env=None)


@shape
def chain_of_differences(n):
    yield execution(1, env={f"V{j}": "value" for j in range(20)})
    for i in range(2, n + 1):
        yield execution(
            i, ppid=i, parent_exec_id=identifier(i - 1), env=None,
            env_diff=dict(added={f"A{i}": "x"}, changed={}, removed=[f"A{i - 1}"], against="parent"))


@shape
def traces(n):
    """Each exec has its own trace."""
    for i in range(1, n + 1):
        yield execution(
            i, ppid=i, parent_exec_id=identifier(i - 1),
            env={"TRACEPARENT": f"00-{i:032x}-{i:016x}-01"})


@shape
def containers(n):
    for i in range(1, n + 1):
        yield execution(
            i, cgroup_id=i, cgroup=f"/docker/{i:064x}", container=dict(id=f"{i:064x}", runtime="docker"))


@shape
def environment_of_a_child(n):
    """A child changes every variable of a large environment."""
    yield execution(1, env={f"V{i}": "a" for i in range(n)})
    yield execution(2, ppid=2, parent_exec_id=identifier(1), env={f"V{i}": "b" for i in range(n)})
    yield execution(3, ppid=2, parent_exec_id=identifier(1), env={f"W{i}": "b" for i in range(n)})


@shape
def references(n):
    """A short line stands for a long environment."""
    yield execution(1, env={"A": "x" * 20_000}, env_id="1")
    for i in range(2, n + 2):
        yield execution(i, env_ref="1", env=None)


# Configuration files, as text.
CONFIGURATIONS = {
    "rules": lambda n: "rules:\n" + "  - match: {uid: 0}\n    action: ignore\n" * n,
    "keys": lambda n: "rules:\n  - attributes:\n" + "".join(f"      k{i}: v\n" for i in range(n)),
    "keys in braces": lambda n:
        "rules:\n  - attributes: {" + ", ".join(f"k{i}: v" for i in range(n)) + "}\n",
    "redacted names": lambda n: "redact: [" + ", ".join(f"A{i}_*B" for i in range(n)) + "]\n",
    "patterns": lambda n: "rules:\n  - match: {comm: [" + ", ".join(["a"] * n) + "]}\n",
    "escapes": lambda n: 'rules:\n  - name: "' + "\\x41" * n + '"\n',
    "comments": lambda n: "# x\n" * n,
}

# Only their first line matters.
OF_ONE_EXEC = {
    "script_of_scripts", "not_utf8", "one_string_not_utf8", "absent_strings", "truncated_strings", "redactions",
    "redacted_variables", "attributes", "paths", "cgroup_of_containers", "environment_differences",
    "unknown_members", "repeated_member", "escapes", "digits",
}
