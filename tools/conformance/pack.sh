#!/usr/bin/env bash
# Packs what an emulated machine needs to compare our loader with libbpf: the two programs, and objects.
#
#   tools/conformance/pack.sh FOLDER [SET/NAME ...]     FOLDER/reference, FOLDER/conformance, FOLDER/others
#
# Takes the given objects of build.sh (shell patterns), or all.
set -euo pipefail
to=$(mkdir -p "$1/others" && cd "$1" && pwd)
shift
cd "$(dirname "$0")/../../.build-conformance"
[ $# -gt 0 ] || set -- '*/*'
for pattern in "$@"; do
    # shellcheck disable=SC2231 # a pattern
    for object in objects/$pattern.o; do
        mkdir -p "$to/others/$(basename "$(dirname "$object")")"
        # Of the debug information only BTF is needed.
        "$(dirname "$(command -v "${SWIFT:-swift}")")/llvm-objcopy" --strip-debug \
            "$object" "$to/others/${object#objects/}"
    done
done
strip -o "$to/conformance" build/release/conformance
cp reference "$to/reference"
