#!/usr/bin/env bash
# The static file does what the ordinary build does: the same bytes for the same recorded run in every format, the
# same messages, and it reads objects as libbpf reads them.
#
#   tools/test_static.sh STATIC ORDINARY
#
# Root records a real run and loads objects; without root this is left out, and said.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
[ $# -eq 2 ] || { sed -n '2,8p' "$0" >&2; exit 64; }
static=$(realpath "$1") ordinary=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "tools/test_static.sh: $1" >&2
    exit 1
}

# What is random in each run: a digest of a hidden value becomes empty, the id of a span its number.
steady() {
    python3 - "$@" <<'PYTHON'
import re, sys
for name in sys.argv[1:]:
    text = open(name, "rb").read()
    text = re.sub(rb'"digest":"[0-9a-f]*"', b'"digest":""', text)
    ids = {}
    number = lambda id: b'%s"%d"' % (id[1], ids.setdefault(id[2], len(ids)))
    open(name, "wb").write(re.sub(rb'("(?:s|parentS)panId":)"([0-9a-f]{16})"', number, text))
PYTHON
}

# ---- it can say everything
# Embedded Swift puts this in place of a value whose type is only known to be any type, or any error.
if grep -qa 'cannot print value in embedded Swift' "$static"; then
    fail "somewhere a string is made of a generic value: constrain its type to CustomStringConvertible"
fi

# ---- the same output, errors and status for the same arguments
compared=0
same() {
    local tool status
    for tool in static ordinary; do
        status=0
        (cd "$work" && rm -f page.html && "${!tool}" "$@" >"$tool.out" 2>"$tool.err" </dev/null) || status=$?
        echo "$status" >"$work/$tool.status"
        [ ! -e "$work/page.html" ] || mv "$work/page.html" "$work/$tool.out"
    done
    steady "$work/static.out" "$work/ordinary.out"
    for part in out err status; do
        cmp "$work/ordinary.$part" "$work/static.$part" >&2 ||
            fail "swiftlet $*: the static file's $part differs from the ordinary build's:
$(diff "$work/ordinary.$part" "$work/static.$part" | head -4 | cut -c 1-300)"
    done
    compared=$((compared + 1))
}

same --version
same --help
for command in trace replay load; do same "$command" --help; done
same nonsense
same trace --format nonsense
same trace --ring-size 3 --uid nobody-of-that-name -- true
same replay /nonexistent
same load /nonexistent
same load README.md
echo "messages: $compared as in the ordinary build"

# ---- a recorded run
if [ "$(id -u)" -eq 0 ]; then
    run=$work/run.ndjson
    # Failed execs, forks, arguments and variables that are no UTF-8, secrets, a large environment, an odd status.
    timeout -s KILL 60 "$ordinary" trace --format json --failed --events exec,exit,fork,tcp --redact none \
        --output "$run" -- bash -c '
            export GITHUB_TOKEN=ghp_0123456789abcdefghijklmnopqrstuvwxyz LARGE=$(printf %060000d 7)
            env -i $'"'BROKEN=\xff\xfe'"' A=1 A=2 sh -c ":" $'"'\xc3('"' "two words" --password=hunter2hunter
            /nonexistent/program; /etc/passwd; (exit 3); sh -c "kill -9 \$\$"; seq 40 | xargs -n 1 true
            (exec 3<>/dev/tcp/127.0.0.1/1) 2>/dev/null
            exit 5' 2>/dev/null || [ $? -eq 5 ] || fail "the run was not recorded"
    grep -q '"event":"summary"' "$run" || fail "the run was not recorded to its end"
    trace=0123456789abcdef0123456789abcdef
    compared=0
    for redact in default none; do
        for env in none names diff all; do
            for format in text json trace-event; do
                same replay --format "$format" --env "$env" --redact "$redact" "$run"
            done
            same replay --format otlp-json --trace-id $trace --env "$env" --redact "$redact" "$run"
            same replay --tree --env "$env" --redact "$redact" "$run"
            same replay --html page.html --env "$env" --redact "$redact" "$run"
        done
    done
    [ "$(wc -c <"$work/static.out")" -gt 10000 ] || fail "the page of the run is empty"
    head -c 20000 "$run" >"$work/torn.ndjson"
    same replay "$work/torn.ndjson"
    echo "a recorded run of $(wc -l <"$run") events: $compared outputs, each byte as in the ordinary build"

    # ---- a rejection by the verifier, without the numbers that differ from run to run
    object=$work/rejected.o
    "${CLANG:-$(dirname "$(command -v swiftc)")/clang}" -target bpf -g -O2 -mcpu=v3 -Xclang -fno-split-cold-code \
        -c Tests/Fixtures/loader_rejected.bpf.c -o "$object"
    for tool in static ordinary; do
        # 69: something was rejected.
        { "${!tool}" load --each --json "$object" 2>"$work/$tool.err" || [ $? -eq 69 ]; } |
            sed -E 's/"(id|load_ns)":[0-9]+/"\1":0/g' >"$work/$tool.out"
    done
    grep -q 'rejected by the verifier' "$work/ordinary.out" || fail "nothing was rejected"
    cmp "$work/ordinary.out" "$work/static.out" >&2 && cmp "$work/ordinary.err" "$work/static.err" >&2 ||
        fail "the static file says something else of a rejected program"

    # ---- what it loads is what libbpf reads
    command -v bpftool >/dev/null || fail "no bpftool: tools/packages.sh test"
    clang=${CLANG:-$(dirname "$(command -v swiftc)")/clang}
    for source in Tests/Fixtures/article_execs.bpf.c Tests/Fixtures/loader_maps.bpf.c; do
        object=$work/$(basename "$source" .c).o
        "$clang" -target bpf -g -O2 -mcpu=v3 -Xclang -fno-split-cold-code -c "$source" -o "$object"
        # libbpf's names are C identifiers: a data section without its dot.
        bpftool gen skeleton "$object" | sed -nE \
            's/^\t\tstruct bpf_(map|program) \*(\w+);$/\1 \2/p' | sort >"$work/expected"
        [ -s "$work/expected" ] || fail "$source: bpftool names no map and no program"
        timeout -s KILL 60 "$static" load --json "$object" >"$work/report.json" 2>"$work/load.err" || true
        jq -r '(.maps[] | "map \(.name)"), (.programs[] | "program \(.name)")' "$work/report.json" |
            sed 's/ \./ /; s/\./_/g' | sort >"$work/found"
        diff "$work/expected" "$work/found" >&2 ||
            fail "$source: libbpf (<) reads other maps and programs than the static file (>): $(cat "$work/load.err")"
        echo "$source: $(grep -c ^map "$work/found") maps and $(grep -c ^program "$work/found") programs, as libbpf reads it"
    done
else
    echo "LEFT OUT: a recorded run, and loading: this is not root" >&2
fi
