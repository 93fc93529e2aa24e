#!/usr/bin/env bash
# Checks spans over the network: runs check.py with the official definitions and a real C project to build.
#
#   tools/otlp/test.sh SWIFTLET FOLDER [CASE...]
#
# SWIFTLET must be built with the trait OTLP. Downloads go to FOLDER (opentelemetry-proto from PyPI) and
# to the cache of tools/conformance/fetch-source.sh (Debian's libbpf, the C project). Needs root.
set -euo pipefail
swiftlet=$(realpath "$1")
cd "$(dirname "$0")/../.."
folder=$2
shift 2

if [ "$(id -u)" -ne 0 ]; then
    echo 'LEFT OUT: spans over the network need root: they are those of traced commands' >&2
    exit 0
fi
# The version from which Sources/OTLP/Protobuf was generated.
definitions=$(sed -n "s/^definitions='\(.*\)'$/\1/p" tools/otlp/generate.sh)
if [ "$(cat "$folder/python/.complete" 2>/dev/null)" != "$definitions" ]; then
    rm -rf "$folder/python"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
        --target "$folder/python" "$definitions"
    printf '%s\n' "$definitions" >"$folder/python/.complete"
fi
PROJECT=$(tools/conformance/fetch-source.sh libbpf sid forky trixie bookworm)
export PROJECT PYTHONPATH=$folder/python PYTHONDONTWRITEBYTECODE=1
exec python3 tools/otlp/check.py "$swiftlet" "$@"
