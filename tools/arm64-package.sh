#!/usr/bin/env bash
# Prints the folder of an unpacked Debian package of arm64, which is fetched on first use. Nothing is installed: the
# machine's own packages stay those of its architecture.
#
#   tools/arm64-package.sh musl-dev|linux-libc-dev|libgcc|busybox-static
#
# libgcc is the newest libgcc-N-dev: arithmetic on 128-bit floating-point numbers, which printf(3) needs on arm64.
set -euo pipefail

name=${1:?usage: arm64-package.sh NAME}
folder=${SWIFTLET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swiftlet}/arm64/$name
[ -e "$folder/package" ] || {
    mkdir -p "$(dirname "$folder")"
    pattern=$name
    [ "$name" != libgcc ] || pattern='libgcc-[0-9]+-dev'
    "$(dirname "$0")/fetch-package.sh" host arm64 "$pattern" "$folder" >&2
}
echo "$folder"
