#!/usr/bin/env bash
# Fetches one of Debian's cloud kernels and unpacks its image and modules into a cache outside the
# repository; nothing is installed into the system.
#
#   tools/vm/fetch-kernel.sh 5.10|6.1|6.12|7.2 [x86-64|arm64]     prints the path of the kernel image
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
version=${1:?usage: fetch-kernel.sh 5.10|6.1|6.12|7.2 [x86-64|arm64]} arch=${2:-x86-64}
cache=${SWIFTLET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swiftlet}/kernels

case $version in
    5.10) suite=bullseye ;;
    6.1) suite=bookworm ;;
    6.12) suite=trixie ;;
    7.2) suite=sid ;;
    *) echo "fetch-kernel.sh: no such kernel: $version (5.10, 6.1, 6.12, 7.2)" >&2; exit 64 ;;
esac
case $arch in
    x86-64) debian=amd64 folder=$cache/$version ;;
    arm64) debian=arm64 folder=$cache/arm64/$version ;;
    *) echo "fetch-kernel.sh: no such architecture: $arch (x86-64, arm64)" >&2; exit 64 ;;
esac

image() { find "$folder" -name 'vmlinuz*' -type f 2>/dev/null | head -n 1; }
if [ -n "$(image)" ]; then image; exit 0; fi

# The newest cloud kernel of that version. In recent suites the image is in linux-binary-*.
mkdir -p "$(dirname "$folder")"
pattern="linux-(image|binary)-${version//./\\.}\\.[0-9.]+(\\+deb[0-9]+|-[0-9]+|[.~+a-z0-9])*-cloud-$debian(-unsigned)?"
"$here/../fetch-package.sh" $suite $debian "$pattern" "$folder"
[ -n "$(image)" ] || { echo "fetch-kernel.sh: $(cat "$folder/package") holds no kernel image" >&2; exit 69; }
image
