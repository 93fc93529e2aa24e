#!/usr/bin/env bash
# Runs both loaders on the objects of a folder, on the running kernel, and prints their differences.
#
#   FOLDER=… tools/conformance/run.sh [OBJECT ...]     all of FOLDER/objects if none is named (libbpf-tools/biotop)
#
#   MODES='attach whole'   what is tried (reference.c): "each" in place of "attach" attaches nothing
#   LIMIT=120              seconds for one object in one mode; a longer attempt is killed and reported
#   VERBOSE=1              every difference, not only the first ones
#
# Needs root. Records are kept in FOLDER/records. Exit status 1 if there is a difference.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "${FOLDER:?usage: FOLDER=… run.sh [OBJECT ...]}" && pwd)
modes=${MODES:-attach whole}
limit=${LIMIT:-120}

# alone COMMAND...: with mounts of its own: a tracefs, since libbpf finds tracepoints nowhere else, and
# an empty place for pins.
alone() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount sh -c '
        mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
        mount -t bpf bpf /sys/fs/bpf && exec "$@"' sh timeout -s KILL "$limit" "$@"
}

# both OBJECT: both loaders, each in a process of its own for each mode, one after the other.
both() {
    local object=$1 record=$folder/records/$1 file=$folder/objects/$1.o mode status
    mkdir -p "$(dirname "$record")"
    rm -f "$record.libbpf" "$record.swiftlet" "$record.out"
    for mode in $modes; do
        status=0
        alone "$folder/reference" "$mode" "$file" "$record.libbpf" >>"$record.out" 2>&1 || status=$?
        [ $status -lt 124 ] || { echo "stopped $mode $status" >>"$record.libbpf"; echo "$object: libbpf, $mode: ended with $status"; }
        status=0
        alone "$folder/build/release/conformance" "$mode" "$file" "$record.swiftlet" >>"$record.out" 2>&1 || status=$?
        [ $status -lt 124 ] || { echo "stopped $mode $status" >>"$record.swiftlet"; echo "$object: ours, $mode: ended with $status"; }
    done
    # The mode of --each, which compare.py compares with the other modes.
    rm -f "$record.chosen"
    status=0
    alone "$folder/build/release/conformance" chosen "$file" "$record.chosen" >>"$record.out" 2>&1 || status=$?
    [ $status -lt 124 ] || { echo "stopped chosen $status" >>"$record.chosen"; echo "$object: ours, chosen: ended with $status"; }
}
export -f alone both
export folder modes limit

rm -rf "$folder/records"
if [ $# -eq 0 ]; then
    (cd "$folder/objects" && find . -name '*.o' | sed 's,^\./,,; s,\.o$,,' | sort) |
        xargs -P 2 -I OBJECT bash -c 'both OBJECT'
else
    printf '%s\n' "$@" | xargs -P 2 -I OBJECT bash -c 'both OBJECT'
fi
"$here/compare.py" "$folder/records" ${VERBOSE:+--verbose}
