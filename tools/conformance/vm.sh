#!/usr/bin/env bash
# Compares our loader with libbpf on another kernel, in an emulated machine, with the objects that
# tools/conformance/build.sh makes: there are kprobes and fentry there, and another BTF.
#
#   tools/conformance/vm.sh KERNEL [SET]     5.10, 6.1, 6.12, 7.2; only one set of objects (libbpf-tools)
#
# Records are kept in .build-conformance/records-KERNEL. Exit status 1 if there is a difference.
set -euo pipefail
cd "$(dirname "$0")/../.."

kernel=${1:?usage: vm.sh KERNEL [SET]} set=${2:-}
folder=.build-conformance
tools/conformance/build.sh "$folder"
work=$folder/vm-$kernel records=$folder/records-$kernel
rm -rf "$work" "$records"
mkdir -p "$records"
tools/conformance/pack.sh "$work" ${set:+"$set/*"}
SWIFTLET_VM_TIMEOUT=${SWIFTLET_VM_TIMEOUT:-1500} tools/vm/run.sh "$kernel" tools/conformance/machine.sh \
    "$work/reference" "$work/conformance" "$work/others" >"$work/output"
sed '/^@records$/,$d' "$work/output"
sed '0,/^@records$/d' "$work/output" | base64 -d | tar -xz -C "$records"
tools/conformance/compare.py "$records" ${VERBOSE:+--verbose}
