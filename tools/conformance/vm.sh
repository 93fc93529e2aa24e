#!/usr/bin/env bash
# Compares our loader with libbpf on another kernel, in an emulated machine, with the objects that
# tools/conformance/conformance.sh made: there are kprobes and fentry there, and another BTF.
#
#   tools/conformance/vm.sh KERNEL [SET]     5.10, 6.1, 6.12, 7.2; only one set of objects (libbpf-tools)
#
# Records are kept in .build-conformance/records-KERNEL. Exit status 1 if there is a difference.
set -euo pipefail
cd "$(dirname "$0")/../.."

kernel=${1:?usage: vm.sh KERNEL [SET]} set=${2:-}
folder=.build-conformance
[ -x "$folder/build/release/conformance" ] && [ -f "$folder/objects/.complete" ] || {
    echo "vm.sh: run make conformance first: it makes the objects" >&2
    exit 69
}
work=$folder/vm-$kernel records=$folder/records-$kernel
rm -rf "$work" "$records"
mkdir -p "$work/objects" "$records"
for each in "$folder"/objects/*/; do
    name=$(basename "$each")
    [ -z "$set" ] || [ "$set" = "$name" ] || continue
    mkdir -p "$work/objects/$name"
    # BTF is all that is needed of the debug information.
    for object in "$each"*.o; do
        "$(dirname "$(command -v "${SWIFT:-swift}")")/llvm-objcopy" --strip-debug \
            "$object" "$work/objects/$name/$(basename "$object")"
    done
done
strip -o "$work/conformance" "$folder/build/release/conformance"
cp "$folder/reference" "$work/reference"
cat >"$work/script" <<'SCRIPT'
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
ulimit -l unlimited 2>/dev/null
export RECORD_HASHES=1
for object in /objects/*/*.o; do
    record=/tmp/records/${object#/objects/}
    record=${record%.o}
    mkdir -p "${record%/*}"
    for mode in attach whole; do
        for side in reference:libbpf conformance:swiftlet; do
            mount -t bpf bpf /sys/fs/bpf
            status=0
            timeout -s KILL ${LIMIT:-200} /${side%:*} $mode $object $record.${side#*:} >/dev/null 2>&1 || status=$?
            # 137: the time was over, and what is missing then is no difference (compare.py).
            [ $status -lt 124 ] || echo "stopped $mode $status" >>$record.${side#*:}
            umount /sys/fs/bpf
        done
    done
done
echo "@records"
cd /tmp/records && tar -cz . | base64
SCRIPT
SWIFTLET_VM_TIMEOUT=${SWIFTLET_VM_TIMEOUT:-1500} tools/vm/run.sh "$kernel" "$work/script" \
    "$work/reference" "$work/conformance" "$work/objects" >"$work/output"
sed '/^@records$/,$d' "$work/output"
sed '0,/^@records$/d' "$work/output" | base64 -d | tar -xz -C "$records"
tools/conformance/compare.py "$records" ${VERBOSE:+--verbose}
