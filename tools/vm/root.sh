#!/usr/bin/env bash
# Fills a folder with the contents of a test machine: busybox, the given files, and a script to run.
#
#   tools/vm/root.sh FOLDER SCRIPT [FILE|FOLDER ...]
#
#   BUSYBOX=FILE   that of the machine's architecture (default: this machine's)
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,7p' "$0" >&2; exit 64; }
root=$1 script=$2
shift 2
mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,etc}
cp "${BUSYBOX:-$(command -v busybox)}" "$root/bin/busybox"
for file in "$@"; do cp -rL "$file" "$root/"; done
cp "$script" "$root/script"
chmod +x "$root/script"
printf 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' > "$root/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' > "$root/etc/group"
