#!/usr/bin/env bash
# Boots a kernel in qemu (no KVM) from an initramfs of busybox and the given files, and runs a
# shell script in it as root. The script's output and exit status become this command's.
#
#   tools/vm/run.sh KERNEL SCRIPT [FILE|FOLDER ...]   the files are in / of the machine
#
#   ARCH=arm64                a machine of that architecture (default x86-64); so must the files be
#   SWIFTLET_VM_MOUNTS=bare   only the root file system: no /proc, /sys, /dev
#   SWIFTLET_VM_SHELL=1       an interactive shell instead of the script
#   SWIFTLET_VM_TIMEOUT=N     timeout in seconds (default 240)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '2,11p' "$0" >&2; exit 64; }
version=$1 script=$2
shift 2
arch=${ARCH:-x86-64}
kernel=$("$here/fetch-kernel.sh" "$version" "$arch")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
if [ "$arch" = arm64 ]; then
    BUSYBOX=$("$here/../arm64-package.sh" busybox-static)/bin/busybox
    export BUSYBOX
fi
"$here/root.sh" "$root" "$script" "$@"
cat > "$root/init" <<INIT
#!/bin/busybox sh
export PATH=/bin HOME=/ TERM=linux
/bin/busybox --install -s /bin
if [ "${SWIFTLET_VM_MOUNTS:-}" != bare ]; then
    mount -t proc proc /proc
    mount -t sysfs sys /sys
    mount -t devtmpfs dev /dev
fi
mount -t tmpfs tmp /tmp
# No redirection to /dev/null before devtmpfs is mounted: that would create a file.
ip link set lo up
if [ -n "${SWIFTLET_VM_SHELL:-}" ]; then
    setsid cttyhack sh
    echo "swiftlet-vm-status 0"
else
    echo "swiftlet-vm-begin"
    sh /script
    echo "swiftlet-vm-status \$?"
fi
poweroff -f
INIT
chmod +x "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) > "$work/initramfs.gz"

arguments=(-kernel "$kernel" -initrd "$work/initramfs.gz" -m 2048 -smp 2 -nographic -no-reboot)
options="quiet panic=-1 loglevel=3 mitigations=off"
case $arch in
    x86-64)
        # One thread for both processors: with two, this qemu (before 8.1) translates code while the other
        # processor patches it, and the kernel dies of an unknown breakpoint ("int3: 0000").
        qemu=(qemu-system-x86_64 -accel tcg,thread=single -cpu max)
        arguments+=(-append "console=ttyS0 $options")
        ;;
    arm64)
        # On a cortex-a72 the stream path lacked strings of programs that had just been forked, probably since it
        # doesn't set a page's access flag by itself, and BPF programs can't read such a page.
        qemu=(qemu-system-aarch64 -accel tcg -M virt -cpu neoverse-n1)
        arguments+=(-append "console=ttyAMA0 $options")
        ;;
esac
if [ -n "${SWIFTLET_VM_SHELL:-}" ]; then
    exec "${qemu[@]}" "${arguments[@]}"
fi
timeout "${SWIFTLET_VM_TIMEOUT:-240}" "${qemu[@]}" "${arguments[@]}" < /dev/null |
    # Unbuffered, since the reader measures the time.
    sed -u 's/\r$//' | tee "$work/console" |
    sed -u -n '0,/swiftlet-vm-begin$/d; /^swiftlet-vm-status /,$d; p' || true
status=$(sed -nE 's/.*swiftlet-vm-status ([0-9]+)$/\1/p' "$work/console" | tail -n 1)
if [ -z "$status" ]; then
    echo "run.sh: kernel $version: the machine did not come to an end; the last of its console:" >&2
    tail -n 60 "$work/console" >&2
    exit 70
fi
exit "$status"
