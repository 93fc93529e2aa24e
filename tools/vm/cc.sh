#!/usr/bin/env bash
# Compiles a static C program for a machine (tools/vm/run.sh): for arm64 with musl, of which nothing is installed.
#
#   ARCH=x86-64|arm64 tools/vm/cc.sh -o FILE SOURCE.c ...
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
clang=${CLANG:-$(dirname "$(command -v "${SWIFT:-swift}")")/clang}
flags=(-static -Os -Wall -Wextra -Werror)
if [ "${ARCH:-x86-64}" != arm64 ]; then exec "$clang" "${flags[@]}" "$@"; fi

musl=$("$here/../arm64-package.sh" musl-dev)/usr
linux=$("$here/../arm64-package.sh" linux-libc-dev)/usr/include
libgcc=$(find "$("$here/../arm64-package.sh" libgcc)" -name libgcc.a)
libraries=$musl/lib/aarch64-linux-musl
# No two segments share a page of the file, as they do by default. The kernel sets a probe's breakpoint in each mapping
# of its page that may become executable (valid_vma, kernel/events/uprobes.c), and counts its semaphore up for each.
exec "$clang" --target=aarch64-linux-musl "${flags[@]}" -Wl,-z,separate-loadable-segments -nostdlibinc -nostdlib -fuse-ld=lld \
    -isystem "$musl/include/aarch64-linux-musl" -idirafter "$linux/aarch64-linux-gnu" -idirafter "$linux" \
    "$libraries/crt1.o" "$libraries/crti.o" "$@" "$libraries/libc.a" "$libgcc" "$libraries/crtn.o"
