#!/usr/bin/env bash
# Compares our loader with libbpf on other people's objects, on the running kernel (make conformance).
#
#   tools/conformance/conformance.sh [OBJECT ...]     all objects if none is named (libbpf-tools/biotop)
#
#   VERBOSE=1    every difference, not only the first ones
#
# Needs root. Objects and records are kept in .build-conformance. Exit status 1 if there is a difference.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" -ne 0 ]; then
    echo "LEFT OUT: the comparison with libbpf needs root" >&2
    exit 0
fi
folder=.build-conformance
tools/conformance/build.sh "$folder"

# alone COMMAND...: with mounts of its own: a tracefs, since libbpf finds tracepoints nowhere else, and
# an empty place for pins.
alone() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount sh -c '
        mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
        mount -t bpf bpf /sys/fs/bpf && exec "$@"' sh timeout -s KILL 120 "$@"
}

# both OBJECT: both loaders, each in a process of its own for each mode, one after the other.
both() {
    local object=$1 record=$folder/records/$1 file=$folder/objects/$1.o mode
    mkdir -p "$(dirname "$record")"
    rm -f "$record.libbpf" "$record.swiftlet" "$record.out"
    for mode in attach whole; do
        alone "$folder/reference" $mode "$file" "$record.libbpf" >>"$record.out" 2>&1 ||
            echo "$object: libbpf, $mode: ended with $?"
        alone "$folder/build/release/conformance" $mode "$file" "$record.swiftlet" >>"$record.out" 2>&1 ||
            echo "$object: ours, $mode: ended with $?"
    done
}
export -f alone both
export folder

if [ $# -eq 0 ]; then
    rm -rf "$folder/records"
    (cd "$folder/objects" && find . -name '*.o' | sed 's,^\./,,; s,\.o$,,' | sort) |
        xargs -P 2 -I OBJECT bash -c 'both OBJECT'
else
    rm -rf "$folder/records"
    for object in "$@"; do both "$object"; done
fi
tools/conformance/compare.py "$folder/records" ${VERBOSE:+--verbose}
