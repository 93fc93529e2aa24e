#!/bin/sh
# Fuzzes the loader for a while: tools/fuzz.sh [SECONDS [CHAPTER]]
#
# CHAPTER selects Tests/Fuzz/CHAPTERFuzz.swift: ELF, BTF, Object (bytes to spec) or Plan (bytes to plan). By
# default all run in turn, SECONDS each. The corpus is kept in
# .build/fuzz/CHAPTER and grows with each run. A failing input is left there as crash-* and
# reported at the end.
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-60}
if [ $# -lt 2 ]; then
    for chapter in ELF BTF Object Plan; do "$0" "$seconds" "$chapter"; done
    exit 0
fi
chapter=$2
case $chapter in
ELF) sources="Bytes ELF" ;;
BTF) sources="Bytes BTF" ;;
Object) sources="Bytes ELF BTF Object" ;;
Plan) sources="Bytes ELF BTF Object CORE Kernel RingBuffer Loader" ;;
*)
    echo "fuzz.sh: no such chapter: $chapter" >&2
    exit 64
    ;;
esac
out=.build/fuzz/$chapter
mkdir -p "$out/sources" "$out/corpus"
rm -f "$out"/sources/*.swift

# The chapters are modules that import each other. Here they are compiled as one module.
for folder in $sources; do
    find "Sources/ELFLoader/$folder" -name '*.swift' | while IFS= read -r file; do
        sed -E "s/^(@_exported |public |internal |package )*import Swiftlet(Bytes|ELF|BTF|Object|CORE|Kernel|Ring)\$//; s/^import SwiftletShims/internal import SwiftletShims/" "$file" \
            >"$out/sources/$folder-$(basename "$file")"
    done
done
swiftc -sanitize=fuzzer,address -parse-as-library -O -whole-module-optimization -enable-experimental-feature Lifetimes \
    -package-name swiftlet -I Sources/SwiftletShims -module-name "${chapter}Fuzz" "$out"/sources/*.swift "Tests/Fuzz/${chapter}Fuzz.swift" \
    -o "$out/fuzz"

# The seeds are the fixtures, in both byte orders.
clang=${CLANG:-$(dirname "$(command -v swiftc)")/clang}
for source in Tests/Fixtures/*.bpf.c; do
    for target in bpfel bpfeb; do
        "$clang" -target "$target" -g -O2 -mcpu=v3 -w -Xclang -fno-split-cold-code -c "$source" \
            -o "$out/corpus/$(basename "$source" .bpf.c).$target"
        if [ "$chapter" = BTF ]; then
            object="$out/corpus/$(basename "$source" .bpf.c).$target"
            objcopy=$(dirname "$clang")/llvm-objcopy
            "$objcopy" --dump-section ".BTF=$object.types" "$object" /dev/null
            mv "$object.types" "$object"
        fi
    done
done

"$out/fuzz" -max_total_time="$seconds" -max_len=32768 -rss_limit_mb=512 -timeout=5 \
    -artifact_prefix="$out/" -print_final_stats=1 "$out/corpus"
