#!/usr/bin/env bash
# Builds Tests/Consumer, a package of a user's with targets named as the loader's once were, and runs it.
#
#   tools/consumer.sh
#
# It sees the public API alone. As root it loads and attaches; otherwise it plans only, and says so.
set -euo pipefail
cd "$(dirname "$0")/.."

out=.build-consumer
mkdir -p "$out"
clang=${CLANG:-$(dirname "$(command -v swiftc)")/clang}
"$clang" -target bpfel -g -O2 -mcpu=v3 -Xclang -fno-split-cold-code -c Tests/Fixtures/article_execs.bpf.c \
    -o "$out/execs.bpf.o"
swift build --package-path Tests/Consumer --scratch-path "$out" ${SWIFT_FLAGS:-}
consumer=$(swift build --package-path Tests/Consumer --scratch-path "$out" --show-bin-path)/consumer
if [ "$(id -u)" -eq 0 ]; then
    "$consumer" "$out/execs.bpf.o" --load
else
    echo "LEFT OUT: the consumer loads its object: run it as root" >&2
    "$consumer" "$out/execs.bpf.o"
fi
