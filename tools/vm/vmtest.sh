#!/usr/bin/env bash
# Runs the static tracer, the capture check and the loader's check on other kernels, under qemu, and
# prints one table: kernel × check, with times.
#
#   tools/vm/vmtest.sh SWIFTLET [KERNEL ...]     default 5.10 6.1 6.12 7.2; host is the running kernel
#
#   ARCH=arm64        machines of that architecture; SWIFTLET is for it, and so is what this builds
#   ONLY="NAME ..."   only these checks (tools/vm/checks.sh)
#   SHELL_IN_VM=1     open a shell in one machine instead of running the checks
#   JOBS=2            machines at a time
#
# The output of every check is kept in .build-vm/results/KERNEL/ (.build-vm/arm64/results). Exit status 1 if a check failed or
# a machine did not finish.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"
[ $# -ge 1 ] || { sed -n '2,14p' "$0" >&2; exit 64; }
swiftlet=$1
shift
kernels=("$@")
[ ${#kernels[@]} -gt 0 ] || kernels=(5.10 6.1 6.12 7.2)
export ARCH=${ARCH:-x86-64}
work=.build-vm
[ "$ARCH" = x86-64 ] || work=.build-vm/$ARCH
files=$work/files results=$work/results
mkdir -p "$results"
seconds() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", b - a }'; }
begin=$EPOCHREALTIME

# MARK: the files

rm -rf "$files"
mkdir -p "$files/objects"
cp "$swiftlet" "$files/swiftlet"
cp tools/test_env_streaming.sh "$files/"
tools/vm/cc.sh -o "$files/as-user" tools/vm/as-user.c
clang=${CLANG:-$(dirname "$(command -v "${SWIFT:-swift}")")/clang}
target=()
if [ "$ARCH" = x86-64 ]; then
    for product in capture-check loader-check; do
        tools/static-tool.sh $product "$work/$product"
        # loader-check probes functions in itself, which it finds by their symbols.
        strip --wildcard -K 'swiftlet_probed_*' -o "$files/$product" "$work/$product"
    done
else
    # The toolchain's only Swift for it is Embedded Swift.
    make -f tools/vm/programs.mk ARCH="$ARCH" capture-check
    cp ".build-static/$ARCH/capture-check" "$files/"
    tools/vm/cc.sh -ITests/ProbedFunctions/include -o "$files/probed" \
        tools/vm/probed.c Tests/ProbedFunctions/probed_functions.c
    target=("-D__TARGET_ARCH_$ARCH" '-DPROBED="/probed"')
fi
# Compiled as in Tests/FixtureCompiler.
for source in Tests/Fixtures/*.bpf.c; do
    "$clang" -target bpfel -g -O2 -mcpu=v3 -Xclang -fno-split-cold-code "${target[@]}" \
        -c "$source" -o "$files/objects/$(basename "$source" .bpf.c).o"
done
if [ "$ARCH" = x86-64 ]; then
    # Other people's objects, for our loader and for libbpf.
    tools/conformance/build.sh .build-conformance >"$work/conformance.log" 2>&1 ||
        { cat "$work/conformance.log" >&2; exit 1; }
    tools/conformance/pack.sh "$files"
    cp tools/conformance/machine.sh "$files/"
fi
built=$EPOCHREALTIME

list=("$files"/*)
if [ -n "${SHELL_IN_VM:-}" ]; then
    SWIFTLET_VM_SHELL=1 exec "$here/run.sh" "${kernels[0]}" "$here/checks.sh" "${list[@]}"
fi

# MARK: the machines

# Splits what a machine prints into one file for each check, and times the checks: the machine's own
# clock needs /proc.
split_checks() {
    local folder=$1 line name status start
    local log=$folder/outside
    while IFS= read -r line; do
        case $line in
            '@begin '*)
                name=${line#@begin } start=$EPOCHREALTIME log=$folder/$name.log
                : >"$log"
                echo "$name started 0" >>"$folder/checks"
                ;;
            '@end '*)
                read -r _ name status <<<"$line"
                echo "$name $status $(seconds "$start" "$EPOCHREALTIME")" >>"$folder/checks"
                log=$folder/outside
                ;;
            '@note '*) echo "${line#@note }" >>"$folder/notes" ;;
            *) printf '%s\n' "$line" >>"$log" ;;
        esac
    done
}

# Whether libbpf can't load a program for fentry here either. Some hosts' kernels refuse them to everybody.
refused_to_libbpf() {
    local pin=/sys/fs/bpf/swiftlet-vmtest-$$
    command -v bpftool >/dev/null || return 0
    {
        echo '#include "bpf_types.h"'
        echo 'char _license[] SEC("license") = "GPL";'
        echo 'SEC("fentry/__x64_sys_getpgid") int program(void *context) { return 0; }'
    } | "$clang" -ITests/Fixtures -target bpfel -g -O2 -mcpu=v3 -c -x c -o "$work/fentry.o" -
    if bpftool prog load "$work/fentry.o" "$pin" >"$work/fentry.log" 2>&1; then
        rm -f "$pin"
    else
        echo fentry
    fi
}

# Compares the output of the check "conformance", which gives its verdict.
compare() {
    local folder=$1 records=$1/records verdict=1
    grep -q '^conformance 0 ' "$folder/checks" || return 0
    mkdir -p "$records"
    if sed '0,/^@records$/d' "$folder/conformance.log" | base64 -d | tar -xz -C "$records"; then
        verdict=0
        tools/conformance/compare.py "$records" >"$folder/conformance.log" 2>&1 || verdict=1
        echo "conformance: $(grep '^total ' "$folder/conformance.log" |
            awk '{print $2 " programs, at most 3 of an object: libbpf loads " $3 " and attaches " $5 ", ours " $4 " and " $6}')" >>"$folder/notes"
    fi
    sed -i "s/^conformance 0 /conformance $verdict /" "$folder/checks"
}

run_kernel() {
    local kernel=$1 start=$EPOCHREALTIME status=0
    local folder=$results/$kernel refused=
    if [ "$kernel" = host ]; then refused=$(refused_to_libbpf); fi
    rm -rf "$folder"
    mkdir -p "$folder"
    : >"$folder/checks"
    { echo "ONLY='${ONLY:-}' REFUSED='$refused'"; cat "$here/checks.sh"; } >"$folder/script"
    if [ "$kernel" = host ]; then
        "$here/host.sh" "$folder/script" "${list[@]}" 2>&1 | split_checks "$folder" || status=$?
    else
        SWIFTLET_VM_MOUNTS=bare SWIFTLET_VM_TIMEOUT=2400 "$here/run.sh" "$kernel" "$folder/script" "${list[@]}" 2>&1 |
            split_checks "$folder" || status=$?
    fi
    compare "$folder"
    echo "$status $(seconds "$start" "$EPOCHREALTIME")" >"$folder/end"
    echo "$kernel: $(seconds "$start" "$EPOCHREALTIME") s" >&2
}

for kernel in "${kernels[@]}"; do
    # Fetch one after the other, before the time is measured.
    [ "$kernel" = host ] || "$here/fetch-kernel.sh" "$kernel" "$ARCH" >/dev/null
done
for kernel in "${kernels[@]}"; do
    while [ "$(jobs -pr | wc -l)" -ge "${JOBS:-2}" ]; do wait -n || :; done
    run_kernel "$kernel" &
done
wait

# MARK: what they found

failed=0
"$here/table.sh" "$results" "${kernels[@]}" || failed=1
echo "files $(seconds "$begin" "$built") s, machines $(seconds "$built" "$EPOCHREALTIME") s"
exit $failed
