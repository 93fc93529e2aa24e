#!/usr/bin/env bash
# Compares our loader with libbpf on other people's objects, on the running kernel (make conformance).
#
#   tools/conformance/conformance.sh [OBJECT ...]     all objects if none is named (libbpf-tools/biotop)
#   tools/conformance/conformance.sh FOLDER           the objects (*.o) of any folder; nothing is attached
#
#   VERBOSE=1    every difference, not only the first ones
#
# Needs root. Objects and records are kept in .build-conformance (those of FOLDER in .build-objects). Exit
# status 1 if there is a difference.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" -ne 0 ]; then
    echo "LEFT OUT: the comparison with libbpf needs root" >&2
    exit 0
fi
tools/conformance/build.sh .build-conformance
if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    FOLDER=.build-conformance exec tools/conformance/run.sh "$@"
fi

# Unknown programs could do anything once attached, so they are only loaded.
folder=.build-objects
rm -rf "$folder"
mkdir -p "$folder/objects/others" "$folder/build/release"
find "$1" -name '*.o' -exec cp {} "$folder/objects/others/" \;
cp .build-conformance/reference "$folder/reference"
cp .build-conformance/build/release/conformance "$folder/build/release/conformance"
FOLDER=$folder MODES='each whole' exec tools/conformance/run.sh
