#!/usr/bin/env bash
# Fetches and compiles what the comparison of loaders needs: other people's BPF objects, the
# newest libbpf with a small driver program, and our loader with the same.
#
#   tools/conformance/build.sh FOLDER     FOLDER/objects/SET/NAME.o, FOLDER/reference,
#                                         FOLDER/build/release/conformance
#
# Sets: libbpf-tools (Debian's bpfcc), xdp-tools. Types come from the running kernel, or from the
# package if there is no bpftool. Objects are compiled only if their folder is empty.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=${1:?usage: build.sh FOLDER}
here=tools/conformance
suites=(sid forky trixie bookworm)
mkdir -p "$folder/objects" "$folder/logs"
folder=$(cd "$folder" && pwd)
clang=${CLANG:-$(dirname "$(command -v "${SWIFT:-swift}")")/clang}

libbpf=$($here/fetch-source.sh libbpf "${suites[@]}")
if [ ! -f "$folder/libbpf/lib/libbpf.a" ]; then
    make -C "$libbpf/src" -j2 CC="$clang" BUILD_STATIC_ONLY=1 OBJDIR="$folder/libbpf/objects" \
        DESTDIR="$folder/libbpf" INCLUDEDIR=/include LIBDIR=/lib UAPIDIR=/include \
        install install_uapi_headers >"$folder/logs/libbpf" 2>&1 ||
        { tail -n 20 "$folder/logs/libbpf" >&2; exit 1; }
fi
"$clang" -O2 -Wall -Werror -static -o "$folder/reference" $here/reference.c tools/CallRecorder/recorder.c \
    -Itools/CallRecorder/include -I"$libbpf/include/uapi" -I"$folder/libbpf/include" \
    "$folder/libbpf/lib/libbpf.a" -lelf -lz -Wl,--wrap=syscall

tools=$($here/fetch-source.sh bpfcc "${suites[@]}")/libbpf-tools
types=$folder/types
mkdir -p "$types"
if [ ! -s "$types/vmlinux.h" ]; then
    bpftool btf dump file /sys/kernel/btf/vmlinux format c >"$types/vmlinux.h" 2>"$folder/logs/types" ||
        cp "$tools/x86/vmlinux.h" "$types/vmlinux.h"
fi

# compile SET SOURCE OPTIONS...: FOLDER/objects/SET/NAME.o
compile() {
    local set=$1 source=$2 name
    shift 2
    name=$(basename "$source" .c)
    name=${name%.bpf}
    mkdir -p "$folder/objects/$set" "$folder/logs/$set"
    "$clang" -target bpfel -g -O2 -mcpu=v3 -D__TARGET_ARCH_x86 -Xclang -fno-split-cold-code \
        -Wno-everything "$@" -c "$source" -o "$folder/objects/$set/$name.o" 2>"$folder/logs/$set/$name"
}
failed() {
    echo "$1/$(basename "$2"): does not compile: $(grep -m1 error "$folder/logs/$1/$(basename "$2" | sed -E 's/(\.bpf)?\.c$//')")"
}

if [ ! -f "$folder/objects/.complete" ]; then
    {
        for source in "$tools"/*.bpf.c; do
            options=(-I"$libbpf/include/uapi" -I"$folder/libbpf/include" -I"$tools")
            # Older bpftools don't declare kernel functions; the package's types do.
            compile libbpf-tools "$source" -I"$types" "${options[@]}" ||
                compile libbpf-tools "$source" -I"$tools/x86" "${options[@]}" ||
                failed libbpf-tools "$source"
        done
        if xdp=$($here/fetch-source.sh xdp-tools "${suites[@]}"); then
            for source in "$xdp"/*/*.bpf.c "$xdp"/xdp-dump/xdpdump_{bpf,xdp}.c "$xdp"/xdp-filter/xdpfilt_*.c \
                "$xdp"/lib/libxdp/{xsk_def_xdp_prog,xsk_def_xdp_prog_5.3,tests/xdp_dispatcher_v1,tests/xdp_dispatcher_v2,tests/xdp_pass}.c; do
                compile xdp-tools "$source" -I"$folder/libbpf/include" -I"$xdp/headers" \
                    -I"$(dirname "$source")" -I"$xdp/lib/util" -I"$xdp/lib/libxdp" \
                    -I/usr/include/x86_64-linux-gnu || failed xdp-tools "$source"
            done
        fi
    } | tee "$folder/logs/objects"
    touch "$folder/objects/.complete"
fi

# Our side.
tools/static-tool.sh conformance "$folder/build/release/conformance"
