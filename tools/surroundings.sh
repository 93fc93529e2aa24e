#!/usr/bin/env bash
# Runs tests in surroundings that people have. Each is made in its own namespaces and leaves nothing behind.
#
#   tools/surroundings.sh [NAME …]      all of them, or these; needs root and `swift build --build-tests`
#   TESTS=REGEX tools/surroundings.sh   these tests in all of them; TESTS=. is every test
#
# Each runs the tests that it may affect, for some seconds.
#
# plain        no changes
# mounted      tracefs, debugfs and bpf where systemd mounts them
# unmounted    none of them, and no cgroups
# cgroup2      cgroup v2 only
# busy         one busy loop per processor, and a constant stream of new programs
# locale       LC_ALL=de_DE.UTF-8
# zone         TZ=Asia/Kolkata, half an hour off
# no-ipv6      a network without IPv6
# hidepid      /proc with hidepid=2
# sudo         root through sudo: SUDO_*, another user's HOME, a secure PATH
# user         an ordinary user; skipped tests are listed
set -euo pipefail
cd "$(dirname "$0")/.."

all=(plain mounted unmounted cgroup2 busy locale zone no-ipv6 hidepid sudo user)
bundle=$PWD/.build/debug/swiftletPackageTests.xctest

# The tests that a surrounding may affect.
tests_of() {
    case $1 in
    plain) echo 'TracefsTests|WallClockTests' ;;
    mounted | unmounted) echo 'TracefsTests|PinTests|ArticleTests|LoadTests' ;;
    cgroup2) echo 'CgroupTests|ContainerTests|runningProcesses' ;;
    busy) echo 'ConnectionTests|runningProcesses' ;;
    locale) echo 'ShellWordTests|WallClockTests|TextFormatterTests|JSONFormatterTests|runningProcesses' ;;
    zone) echo 'WallClockTests|TextFormatterTests|JSONFormatterTests|TraceEventTests|OTLPJSONTests' ;;
    no-ipv6) echo 'ConnectionTests|AddressTests' ;;
    hidepid) echo 'itsCapabilitiesAreEnough|runningProcesses|LifecycleTests' ;;
    sudo) echo 'TracefsTests|faultsAreToldWithTheirPlace|runningProcesses' ;;
    user) echo 'KernelTests\.|PinTests|ShellWordTests|WallClockTests|ManualTests' ;;
    esac
}

run() { exec "$@" "$bundle" --testing-library swift-testing --filter "$tests"; }

# A surrounding that can't be made is reported, but is not a failure.
without() {
    echo "LEFT OUT: $1" >&2
    exit 77
}

# Runs inside a private mount namespace.
inside() {
    case $1 in
    plain) run ;;
    mounted)
        for place in tracefs:/sys/kernel/tracing debugfs:/sys/kernel/debug bpf:/sys/fs/bpf; do
            mountpoint -q "${place#*:}" || mount -t "${place%%:*}" none "${place#*:}"
        done
        run
        ;;
    unmounted)
        for place in /sys/kernel/tracing /sys/kernel/debug /sys/fs/bpf /sys/fs/cgroup; do
            while umount -l "$place" 2>/dev/null; do :; done
        done
        run
        ;;
    cgroup2)
        while umount -l /sys/fs/cgroup 2>/dev/null; do :; done
        mount -t cgroup2 none /sys/fs/cgroup
        run
        ;;
    busy)
        for ((count = 0; count < $(nproc); count++)); do
            while :; do :; done &
            while :; do /bin/true; done &
        done
        trap 'kill $(jobs -p)' EXIT
        "$bundle" --testing-library swift-testing --filter "$tests"
        ;;
    locale)
        command -v localedef >/dev/null || without "another locale: there is no localedef"
        localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" || without "de_DE.UTF-8: install the package locales"
        run env LOCPATH="$work" LC_ALL=de_DE.UTF-8
        ;;
    zone) run env TZ=IST-5:30 ;;
    no-ipv6)
        ip link set lo up
        for place in all default lo; do
            mount -o remount,rw /proc/sys 2>/dev/null || :
            echo 1 >/proc/sys/net/ipv6/conf/$place/disable_ipv6
        done
        run
        ;;
    hidepid)
        mount -t proc -o hidepid=2 none /proc
        run
        ;;
    sudo)
        run env SUDO_USER=nobody SUDO_UID=65534 SUDO_GID=65534 SUDO_COMMAND=/usr/bin/make HOME=/nonexistent \
            LOGNAME=root USER=root
        ;;
    user)
        # A folder that the user can reach, whatever the permissions above this one are.
        run setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all env HOME="$work" TMPDIR="$work"
        ;;
    *) sed -n '2,18p' "$0" >&2 && exit 64 ;;
    esac
}

if [ "${1:-}" = --inside ]; then
    work=$3
    tests=${TESTS:-$(tests_of "$2")}
    inside "$2"
    exit
fi

[ "$(id -u)" -eq 0 ] || { echo "surroundings.sh: needs root, to make them" >&2; exit 77; }
[ -x "$bundle" ] || { echo "surroundings.sh: there is no $bundle: run swift build --build-tests" >&2; exit 66; }
[ $# -gt 0 ] || set -- "${all[@]}"
work=$(mktemp -d)
chmod 1777 "$work"
trap 'rm -rf "$work"' EXIT

failed=0
printf '%-10s %-7s %7s  %s\n' surrounding result seconds tests
for name; do
    network=()
    [ "$name" != no-ipv6 ] || network=(--net)
    start=$SECONDS result=passed status=0
    mkdir -m 1777 "$work/$name"
    unshare --mount --propagation private "${network[@]}" bash "$0" --inside "$name" "$work/$name" \
        >"$work/$name.log" 2>&1 || status=$?
    case $status in
    0) ;;
    77) result="left out" ;;
    *) result=FAILED failed=1 ;;
    esac
    printf '%-10s %-7s %7d  %s\n' "$name" "$result" $((SECONDS - start)) \
        "$(grep -aoE 'Test run with .*' "$work/$name.log" | tail -1)"
    grep -a 'LEFT OUT' "$work/$name.log" | sort -u | sed 's/^/    /' || :
    [ "$result" != FAILED ] || grep -aE 'recorded an issue|rror:' "$work/$name.log" | cut -c1-600 | sed 's/^/    /' || :
done
exit $failed
