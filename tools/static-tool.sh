#!/usr/bin/env bash
# Builds one of the check programs as a static file that also runs on other kernels, and copies it to FILE.
#
#   tools/static-tool.sh capture-check|loader-check|conformance|loader-bench|stream-steps FILE
#
# They share .build-tools, so that the loader is compiled once for all of them. Other settings in the same folder
# would compile everything again each time.
set -euo pipefail
cd "$(dirname "$0")/.."

product=${1:?usage: static-tool.sh PRODUCT FILE} file=${2:?usage: static-tool.sh PRODUCT FILE}
folder=.build-tools
mkdir -p "$folder" "$(dirname "$file")"
${SWIFT:-swift} build -c release --product "$product" --scratch-path "$folder" \
    -Xswiftc -static-executable -Xswiftc -use-ld=lld ${SWIFT_FLAGS:-} >"$folder/$product.log" 2>&1 || {
    tail -n 40 "$folder/$product.log" >&2
    exit 1
}
cp "$folder/release/$product" "$file"
