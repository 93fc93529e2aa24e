#!/usr/bin/env bash
# Reads a recording with DuckDB, pandas (both from PyPI, in a separate folder) and jq, without telling
# them anything about the format, and runs the queries that a user would run.
#
#   tools/test-readers.sh SWIFTLET
set -euo pipefail

swiftlet=$(realpath "${1:?usage: test-readers.sh SWIFTLET}")
if [ "$(id -u)" -ne 0 ]; then
    echo "LEFT OUT: DuckDB, pandas and jq: recording a run needs root" >&2
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >script <<'END'
true
(exit 3)
sh -c 'exit 4'
MARK=one env Mark=two sh -c 'exit 4'
sh -c 'kill -TERM $$'
env "$(printf 'BAD\377=1')" "$(printf 'BAD\376=2')" true
true "$(printf 'a\033]0;title\a\302\233m')" 'two words'
nothing-of-this-name || true
END
env -i PATH="$PATH" LANG=C.UTF-8 "$swiftlet" trace --format json --events exec,exit,fork,tcp --failed \
    --output run.ndjson -- sh script 2>/dev/null

# jq
[ "$(jq -r 'select(.event == "exec" and .env.Mark == "two") | .args[0]' run.ndjson | sort -u | tr '\n' ' ')" = 'sh ' ]
[ "$(jq -r 'select(.event == "exit" and .exec_id == .parent_exec_id and .exit_code == 3) | .comm' run.ndjson)" = sh ]
[ "$(jq 'select(.event == "summary") | .incomplete' run.ndjson)" = 0 ]
echo "jq: as it should be"

python3 -m venv python >/dev/null
if ! python/bin/pip install --quiet --disable-pip-version-check duckdb pandas 2>pip.log; then
    echo "LEFT OUT: DuckDB and pandas: they can't be installed from PyPI: $(tail -n 1 pip.log)" >&2
    exit 0
fi
cat >ask.py <<'END'
import json

import duckdb
import pandas


def ask(query):
    return duckdb.sql(query).fetchall()


def equal(found, expected, what):
    assert found == expected, "%s: %r, expected %r" % (what, found, expected)


# The content of the file, line by line.
events = [json.loads(line) for line in open("run.ndjson", encoding="utf-8")]
execs = [event for event in events if event["event"] == "exec"]

for name in ["run.ndjson", "plain.ndjson"]:
    # DuckDB's column names ignore case. If variables differ only in case, env has to be a map.
    table = "'%s'" % name if name == "plain.ndjson" else "read_json('%s', map_inference_threshold = 0)" % name
    equal(ask("select distinct v from %s" % table), [(1,)], "version")
    kinds = dict(ask("select event, count(*) from %s group by event" % table))
    lines = [json.loads(line)["event"] for line in open(name, encoding="utf-8")]
    equal(kinds, {kind: lines.count(kind) for kind in set(lines)}, "kinds")
    failed = ask("select e.args[1], x.exit_code from %s e join %s x on x.exec_id = e.exec_id and x.pid = e.pid "
                 "where e.event = 'exec' and x.event = 'exit' and x.exit_code <> 0" % (table, table))
    assert ("sh", 4) in failed, failed
    equal(ask("select count(*) from %s where complete" % table)[0][0],
          sum(json.loads(line).get("complete") is True for line in open(name, encoding="utf-8")), "complete")
    frame = pandas.read_json(name, lines=True)
    equal(frame.groupby("event").size().to_dict(), {kind: lines.count(kind) for kind in set(lines)}, "pandas")
    equal(frame.exec_duration_ns.max(), max(json.loads(line).get("exec_duration_ns", 0)
                                            for line in open(name, encoding="utf-8")), "the longest")
map_of = "read_json('run.ndjson', map_inference_threshold = 0)"
equal(ask("select distinct env['MARK'] || env['Mark'] from %s where event = 'exec' and env['Mark'] is not null" % map_of),
      [("onetwo",)], "variables that differ in case only")
equal(ask("select env.PATH is not null from 'plain.ndjson' where event = 'exec' limit 1"), [(True,)], "a variable")
# Names that are not UTF-8 are in env_other, with their bytes in env_base64.
odd = [exec for exec in execs if exec["args"] == ["true"] and exec.get("env_base64")]
equal([exec["env_other"] for exec in odd][-1], ["BAD\ufffd=1", "BAD\ufffd=2"], "names that are not UTF-8")
equal(ask("select count(*) from %s where len(env_other) = 2" % map_of)[0][0],
      sum(len(exec["env_other"]) == 2 for exec in execs), "env_other")
print("DuckDB %s, pandas %s: as it should be" % (duckdb.__version__, pandas.__version__))
END
grep -v '"Mark":' run.ndjson >plain.ndjson
python/bin/python ask.py
