#!/usr/bin/env bash
# Compiles the loader, and of the tracer the capture and the secrets, as Embedded Swift, so that they stay inside
# that subset: no existentials, no key paths, no reflection, no Foundation, typed throws only.
#
#   tools/embedded.sh [DIRECTORY]
#
# Prints one line per target: its time, its files, and the size of its code in bytes. Each target is
# compiled to a module and to an object file, since half of what Embedded Swift rejects (a dynamic
# cast, a generic that can't be specialised) is only found when code is generated. The first target
# that fails ends the run with the compiler's errors: the targets after it need its module.
#
# Then links Tests/Embedded to one static file without the Swift runtime, prints its size, and compares
# what it reads from two objects with what libbpf reads (bpftool). As root it also loads one, and
# compares what the kernel reports with what was read.
#
# The output goes to DIRECTORY (default .build-embedded).
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

directory=${1:-.build-embedded}
swiftc=${SWIFTC:-swiftc}
rm -rf "$directory/modules" "$directory/objects" "$directory/check"
mkdir -p "$directory/modules" "$directory/objects" "$directory/check"
fail() {
    echo "tools/embedded.sh: $1" >&2
    exit 1
}

# Targets and folders in dependency order, as in Package.swift.
targets='
SwiftletBytes Sources/ELFLoader/Bytes
SwiftletELF Sources/ELFLoader/ELF
SwiftletBTF Sources/ELFLoader/BTF
SwiftletObject Sources/ELFLoader/Object
SwiftletCORE Sources/ELFLoader/CORE
SwiftletKernel Sources/ELFLoader/Kernel
SwiftletRing Sources/ELFLoader/RingBuffer
ELFLoader Sources/ELFLoader/Loader
TracerCapture Sources/Tracer/Capture
TracerSecrets Sources/Tracer/Secrets
SwiftletOptions Sources/Options
LoadObject Tests/Embedded
'

# Without this, a chapter missing from the list would never be checked.
for folder in Sources/ELFLoader/*/; do
    grep -q " ${folder%/}\$" <<<"$targets" || fail "${folder%/} is not in the list of targets"
done

# The settings of Package.swift plus Embedded Swift. Each function has its own section, so that the
# linker can leave out unused ones.
flags=(
    -enable-experimental-feature Embedded -wmo -parse-as-library -Osize
    -Xfrontend -function-sections
    -target x86_64-unknown-linux-gnu
    -swift-version 6 -package-name swiftlet
    -strict-memory-safety -warnings-as-errors
    -enable-upcoming-feature ExistentialAny
    -enable-upcoming-feature InternalImportsByDefault
    -enable-upcoming-feature MemberImportVisibility
    -enable-experimental-feature Lifetimes
    -I "$directory/modules"
    -Xcc -fmodule-map-file=Sources/SwiftletShims/module.modulemap -Xcc -ISources/SwiftletShims
    -Xcc -fmodule-map-file=bpf/module.modulemap -Xcc -Ibpf
)

printf '%-14s %7s %6s %9s\n' target seconds files code
while read -r name folder; do
    [ -n "$name" ] || continue
    mapfile -d '' sources < <(find "$folder" -name '*.swift' -print0 | sort -z)
    object=$directory/objects/$name.o
    started=$(date +%s%N)
    "$swiftc" "${flags[@]}" -module-name "$name" -c "${sources[@]}" -o "$object" \
        -emit-module -emit-module-path "$directory/modules/$name.swiftmodule" \
        >"$directory/$name.log" 2>&1 || {
        cat "$directory/$name.log" >&2
        fail "$name is not Embedded Swift"
    }
    milliseconds=$((($(date +%s%N) - started) / 1000000))
    code=$(size "$object" | awk 'END { print $1 }')
    printf '%-14s %5d.%d %6d %9d\n' "$name" $((milliseconds / 1000)) $((milliseconds % 1000 / 100)) \
        "${#sources[@]}" "$code"
done <<<"$targets"

# ---- one static file
resources=$("$swiftc" -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
clang=${CLANG:-$resources/../../bin/clang}
# Links twice. The first link must resolve every call, even of functions that the
# program doesn't use; the second leaves those out.
for collect in no-gc-sections gc-sections; do
    "$clang" -static -fuse-ld=lld -Wl,--$collect -Wl,--strip-all -o "$directory/load-object" \
        "$directory"/objects/*.o \
        "$resources/embedded/x86_64-unknown-linux-gnu/libswiftUnicodeDataTables.a" -lm \
        2>"$directory/link.log" || {
        cat "$directory/link.log" >&2
        fail "the program can't be linked without the Swift runtime"
    }
done
echo
echo "load-object: $(stat -c %s "$directory/load-object") bytes, static, stripped, no Swift runtime"

# ---- what it reads is what libbpf reads
check=$directory/check
if command -v bpftool >/dev/null; then
    for source in bpf/process_tracer.bpf.c Tests/Fixtures/loader_maps.bpf.c; do
        object=$check/$(basename "$source" .c).o
        "$clang" -target bpf -g -O2 -mcpu=v3 -Xclang -fno-split-cold-code -c "$source" -o "$object"
        # libbpf's names are C identifiers: a data section without its dot.
        bpftool gen skeleton "$object" | sed -nE \
            's/^\t\tstruct bpf_(map|program) \*(\w+);$/\1 \2/p' | sort >"$check/expected"
        "$directory/load-object" "$object" >"$check/read" || fail "$source: $(cat "$check/read")"
        awk '{ sub(/^\./, "", $2); gsub(/\./, "_", $2); print $1, $2 }' "$check/read" |
            sort >"$check/found"
        [ -s "$check/expected" ] || fail "$source: bpftool names no map and no program"
        diff "$check/expected" "$check/found" >&2 ||
            fail "$source: libbpf (<) reads other maps and programs than load-object (>)"
        echo "$source: $(grep -c ^map "$check/read") maps and" \
            "$(grep -c ^program "$check/read") programs, as libbpf reads it"
    done
else
    echo "NOT CHECKED against libbpf: no bpftool (tools/packages.sh test)"
fi

# ---- and the kernel takes it
if [ "$(id -u)" -eq 0 ] && [ -s "$check/loader_maps.bpf.o" ]; then
    timeout -s KILL 20 "$directory/load-object" --load "$check/loader_maps.bpf.o" \
        >"$check/loaded" || fail "not loaded: $(cat "$check/loaded")"
    diff "$check/read" "$check/loaded" >&2 ||
        fail "the kernel (>) holds other maps and programs than the file declares (<)"
    echo "Tests/Fixtures/loader_maps.bpf.c: loaded, and the kernel holds what was read"
else
    echo "NOT CHECKED against the kernel: not root, or no bpftool"
fi
