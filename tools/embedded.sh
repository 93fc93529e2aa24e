#!/usr/bin/env bash
# Compiles the loader and the capture half of the tracer as Embedded Swift, so that they stay inside
# that subset: no existentials, no key paths, no reflection, no Foundation, typed throws only.
#
#   tools/embedded.sh [DIRECTORY]
#
# Prints one line per target: its time, its files, and the size of its code. Each target is compiled
# to a module and to an object file, since half of what Embedded Swift refuses (a dynamic cast, a
# generic that can't be specialised) is only found when code is generated. The first target that
# fails ends the run with the compiler's errors: the targets after it need its module.
#
# DIRECTORY (default .build-embedded) takes the modules and object files.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

directory=${1:-.build-embedded}
swiftc=${SWIFTC:-swiftc}
rm -rf "$directory/modules" "$directory/objects"
mkdir -p "$directory/modules" "$directory/objects"

# Target and folder, in the order of their dependencies; as in Package.swift.
targets='
Bytes Sources/ELFLoader/Bytes
ELFObject Sources/ELFLoader/ELF
BTF Sources/ELFLoader/BTF
BPFObject Sources/ELFLoader/Object
CORE Sources/ELFLoader/CORE
BPFKernel Sources/ELFLoader/Kernel
RingBuffer Sources/ELFLoader/RingBuffer
ELFLoader Sources/ELFLoader/Loader
TracerCapture Sources/Tracer/Capture
'

# A chapter that nobody added to the list would never be checked.
for folder in Sources/ELFLoader/*/; do
    grep -q " ${folder%/}\$" <<<"$targets" || {
        echo "tools/embedded.sh: ${folder%/} is not in the list of targets" >&2
        exit 1
    }
done

# What Package.swift asks for, and Embedded Swift on top.
flags=(
    -enable-experimental-feature Embedded -wmo -parse-as-library -O
    -target x86_64-unknown-linux-gnu
    -swift-version 6 -package-name swiftlet
    -strict-memory-safety -warnings-as-errors
    -enable-upcoming-feature ExistentialAny
    -enable-upcoming-feature InternalImportsByDefault
    -enable-upcoming-feature MemberImportVisibility
    -enable-experimental-feature Lifetimes
    -I "$directory/modules"
    -Xcc -fmodule-map-file=Sources/GlibcShims/module.modulemap -Xcc -ISources/GlibcShims
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
        echo "tools/embedded.sh: $name is not Embedded Swift" >&2
        exit 1
    }
    milliseconds=$((($(date +%s%N) - started) / 1000000))
    code=$(size "$object" | awk 'END { print $1 }')
    printf '%-14s %5d.%d %6d %9d\n' "$name" $((milliseconds / 1000)) $((milliseconds % 1000 / 100)) \
        "${#sources[@]}" "$code"
done <<<"$targets"
