#!/usr/bin/env bash
# Builds the tool of docs/own-tool.md from the files on that page, and as root runs it.
#
#   tools/own-tool.sh
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD folder=.build-consumer/opensnoop
mkdir -p "$folder"
# A file is the code block below its name.
awk -v folder="$folder" '
    /^<!-- file: / { file = folder "/" $3; next }
    file && /^```/ { if (inside) { close(file); file = ""; inside = 0 } else { inside = 1; system("mkdir -p \"$(dirname " file ")\""); printf "" >file }; next }
    inside { print >file }
' docs/own-tool.md
cd "$folder"
sed -i "s|\"../swiftlet\"|\"$root\"|" Package.swift
"${CLANG:-$(dirname "$(command -v swiftc)")/clang}" -target bpf -g -O2 -c opens.bpf.c -o opens.bpf.o
# What the consumer's build made of the loader is used again.
swift build --scratch-path .. ${SWIFT_FLAGS:-}
lines=$(cat opens.bpf.c Sources/opensnoop/main.swift | grep -cvE '^\s*(//.*)?$')
echo "opensnoop: $lines lines of code"

if [ "$(id -u)" -ne 0 ]; then
    echo "LEFT OUT: running opensnoop: this is not root" >&2
    exit 0
fi
opensnoop=$(swift build --scratch-path .. --show-bin-path)/opensnoop
: >found
timeout -s KILL 60 "$opensnoop" >found &
tool=$!
trap 'kill "$tool" 2>/dev/null || :' EXIT
name=/etc/hostname-$$
for ((turn = 0; turn < 600; turn++)); do
    cat "$name" 2>/dev/null || :
    grep -q " cat $name\$" found && break
    kill -0 "$tool" || { cat found; exit 1; }
    sleep 0.05
done
grep " cat $name\$" found | head -n 1
