#!/usr/bin/env bash
# Runs a shell script on this machine's own kernel, as run.sh does on another: in a file system in
# memory with only busybox and the given files, which is removed at the end.
#
#   tools/vm/host.sh SCRIPT [FILE|FOLDER ...]
#
#   SWIFTLET_VM_TIMEOUT=N     timeout in seconds (default 600)
#
# Nothing is mounted below it, as with SWIFTLET_VM_MOUNTS=bare.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { sed -n '2,10p' "$0" >&2; exit 64; }
[ "$(id -u)" -eq 0 ] || { echo "host.sh: needs root" >&2; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root.mounted"
"$here/root.sh" "$work/root" "$@"

# The mounts are in a private namespace, and end with it.
SWIFTLET_ROOT=$work/root timeout -s KILL "${SWIFTLET_VM_TIMEOUT:-600}" unshare --mount --propagation private sh -euc '
    mount -t tmpfs -o mode=755 root "$SWIFTLET_ROOT.mounted"
    cd "$SWIFTLET_ROOT.mounted"
    cp -a "$SWIFTLET_ROOT/." .
    mount -t tmpfs tmp tmp
    mkdir outside
    # Not chroot(2) alone: a process whose root is not its namespace'"'"'s may make no user namespace.
    pivot_root . outside
    exec ./bin/busybox env -i PATH=/bin HOME=/ TERM=linux /bin/busybox sh -c "
        /bin/busybox --install -s /bin
        cd /
        umount -l /outside
        rmdir /outside
        exec sh /script"'
