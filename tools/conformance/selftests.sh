#!/usr/bin/env bash
# Compares our loader with libbpf on the objects in the kernel's source: its own BPF tests
# (a thousand files, written to exercise everything in a loader and a verifier), its
# samples, and the programs of its drivers and tools.
#
#   tools/conformance/selftests.sh [SET/NAME ...]     all objects if none is named (selftests/test_pkt_access)
#
#   VERBOSE=1    every difference, not only the first ones
#   TYPES=FILE   BTF of the kernel whose types they are compiled with; else the running kernel's
#
# The tests of Linux 7.2 need the types of 7.2; some don't compile with an older kernel's. Needs root.
# Some programs are experiments, so nothing is attached. Takes half an hour or more; not part of CI.
# Objects and records are kept in .build-selftests.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=$PWD/.build-selftests
here=tools/conformance
mkdir -p "$folder/logs" "$folder/objects" "$folder/types" "$folder/libbpf" "$folder/bpftool"
clang=${CLANG:-$(dirname "$(command -v "${SWIFT:-swift}")")/clang}

linux=$($here/fetch-source.sh linux sid forky trixie -- tools/testing/selftests/bpf \
    tools/testing/selftests/net 'tools/testing/selftests/kselftest*.h' tools/testing/selftests/hid \
    tools/lib tools/include tools/arch/x86/include tools/build tools/scripts tools/bpf tools/perf/util/bpf_skel \
    tools/sched_ext samples/bpf samples/hid drivers/hid/bpf scripts kernel/bpf/disasm.c kernel/bpf/disasm.h)

# The libbpf and bpftool of the same source know the features that its tests use.
if [ ! -f "$folder/libbpf/libbpf.a" ]; then
    make -C "$linux/tools/lib/bpf" -j2 CC="$clang" OUTPUT="$folder/libbpf/" \
        DESTDIR="$folder/libbpf/installed" prefix=/ all install_headers >"$folder/logs/libbpf" 2>&1 ||
        { tail -n 20 "$folder/logs/libbpf" >&2; exit 1; }
fi
if [ ! -x "$folder/bpftool/bootstrap/bpftool" ]; then
    make -C "$linux/tools/bpf/bpftool" -j2 CC="$clang" HOSTCC="$clang" OUTPUT="$folder/bpftool/" bootstrap \
        >"$folder/logs/bpftool" 2>&1 || { tail -n 20 "$folder/logs/bpftool" >&2; exit 1; }
fi
"$clang" -O2 -Wall -Werror -static -o "$folder/reference" $here/reference.c tools/CallRecorder/recorder.c \
    -Itools/CallRecorder/include -I"$linux/tools/include/uapi" -I"$folder/libbpf/installed/include" \
    "$folder/libbpf/libbpf.a" -lelf -lz -Wl,--wrap=syscall
if [ ! -s "$folder/types/vmlinux.h" ]; then
    "$folder/bpftool/bootstrap/bpftool" btf dump file "${TYPES:-/sys/kernel/btf/vmlinux}" format c \
        >"$folder/types/vmlinux.h"
fi

tests=$linux/tools/testing/selftests/bpf
options=(-g -O2 -std=gnu11 -D__TARGET_ARCH_x86 -DENABLE_ATOMICS_TESTS -fno-strict-aliasing -fms-extensions
    -Xclang -fno-split-cold-code -Wno-everything -I"$folder/types" -I"$folder/libbpf/installed/include"
    -I"$linux/tools/include/uapi" -I"$linux/tools/include" -idirafter /usr/include/x86_64-linux-gnu
    -idirafter /usr/include)

# compile SET SOURCE OPTION...: FOLDER/objects/SET/NAME.o, unless it is there
compile() {
    local set=$1 source=$2 name
    shift 2
    name=$(basename "$source" .c)
    name=${name%.bpf}
    mkdir -p "$folder/objects/$set" "$folder/logs/$set"
    [ ! -f "$folder/objects/$set/$name.o" ] || return 0
    (cd "$(dirname "$source")" && timeout -s KILL 120 "$clang" -target bpfel "${options[@]}" "$@" \
        -c "$source" -o "$folder/objects/$set/$name.o") 2>"$folder/logs/$set/$name" || {
        rm -f "$folder/objects/$set/$name.o"
        echo "$set/$name: does not compile: $(grep -m1 error "$folder/logs/$set/$name")"
    }
}

if [ ! -f "$folder/objects/.complete" ]; then
    {
        for source in "$tests"/progs/*.c; do
            case $(basename "$source") in test_l4lb_noinline.c | test_xdp_noinline.c) more=-fno-inline ;; *) more= ;; esac
            compile selftests "$source" -mcpu=v3 -I"$tests" -I"$tests/libarena/include" $more
            # Jump tables, wide jumps and sign extension need v4.
            [ -n "${V4:-}" ] && compile selftests-v4 "$source" -mcpu=v4 -I"$tests" -I"$tests/libarena/include" $more
        done
        for source in "$linux"/samples/bpf/*_kern.c "$linux"/samples/bpf/*.bpf.c; do
            compile samples "$source" -mcpu=v3 -I"$tests" -I"$linux/tools/testing/selftests" -I"$linux/tools/lib"
        done
        for source in "$linux"/drivers/hid/bpf/progs/*.bpf.c "$linux"/tools/testing/selftests/hid/progs/*.c; do
            compile hid "$source" -mcpu=v3
        done
        for source in "$linux"/tools/perf/util/bpf_skel/*.bpf.c; do
            compile perf "$source" -mcpu=v3 -I"$linux/tools/perf/util/bpf_skel"
        done
        for source in "$linux"/tools/sched_ext/*.bpf.c; do
            compile sched_ext "$source" -mcpu=v3 -I"$linux/tools/sched_ext/include" \
                -I"$linux/tools/sched_ext/include/bpf-compat"
        done
        for source in "$linux"/tools/testing/selftests/net/*.bpf.c; do compile net "$source" -mcpu=v3 -I"$tests"; done
    } | tee "$folder/logs/objects"
    touch "$folder/objects/.complete"
fi
echo "$(find "$folder/objects" -name '*.o' | wc -l) objects; $(wc -l <"$folder/logs/objects") sources don't compile"
if [ -n "${COMPILE_ONLY:-}" ]; then exit 0; fi

$here/build.sh .build-conformance
mkdir -p "$folder/build/release"
cp .build-conformance/build/release/conformance "$folder/build/release/conformance"
FOLDER=$folder MODES='each whole' exec $here/run.sh "$@"
