#!/usr/bin/env bash
# Installs the Debian packages that a target needs, if any of them is missing.
#
#   tools/packages.sh trace|static|static-arm64|test|browser|release|otlp|vmtest|vmtest-arm64|conformance|linear|bench
#
# trace    the C library's linker files; the rest of the build is in the Swift toolchain, with its clang
# static   musl, the C library of the static file
# static-arm64   musl, the kernel's headers and libgcc of arm64, which are unpacked, not installed
# test     libelf (oracle of the ELF parser), bpftool (oracle of BTF; leak checks), strace, python3 with
#             yaml (oracle of the YAML reader), jsonschema (docs/schema.json) and venv (readers from PyPI),
#             jq, mandoc (man pages)
# browser  chromium, about 300 MB, for the tests of the HTML page, which are skipped without it.
#             NO_BROWSER=1: don't install it
# release  zlib, which compresses what is sent over the network
# otlp     a receiver of spans (python3, openssl), and a compiler for the C project that is traced
# vmtest   qemu, busybox and cpio
# vmtest-arm64   qemu for arm64, cpio; busybox of arm64 is unpacked, not installed
# conformance   libelf, zlib (static libbpf), bpftool (the kernel's types as C), make
# linear   valgrind, which counts instructions, and a C compiler
# bench    what is measured beside swiftlet: bpftrace, execsnoop (libbpf-tools), jq; bpftool and valgrind, which measure
set -euo pipefail

packages=(libc6-dev)
unpacked=()
case ${1:-} in
    trace) ;;
    static-arm64)
        packages=(binutils file)
        unpacked=(musl-dev linux-libc-dev libgcc)
        ;;
    static) packages+=(musl-dev binutils file) ;;
    test) packages+=(libelf-dev bpftool strace python3 python3-yaml python3-jsonschema python3-venv jq mandoc file) ;;
    browser)
        # Its absence is no error: the tests of the page are skipped, and say so.
        if ! command -v chromium >/dev/null; then
            [ -n "${NO_BROWSER:-}" ] ||
                echo "the tests of the HTML page need a browser: chromium, 300 MB (NO_BROWSER=1: don't install it)" >&2
            if [ -n "${NO_BROWSER:-}" ] || ! "$0" chromium; then
                echo "LEFT OUT: the tests of the HTML page: chromium is not installed" >&2
            fi
        fi
        exit 0
        ;;
    chromium) packages=(chromium) ;;
    release) packages+=(zlib1g-dev binutils file) ;;
    otlp) packages+=(zlib1g-dev python3 python3-pip openssl gcc make pkg-config libelf-dev) ;;
    vmtest-arm64)
        packages=(qemu-system-arm cpio)
        unpacked=(busybox-static)
        ;;
    vmtest) packages+=(qemu-system-x86 busybox-static cpio) ;;
    conformance) packages+=(libelf-dev zlib1g-dev bpftool make python3) ;;
    bench) packages+=(bpftrace libbpf-tools jq bpftool valgrind binutils gcc python3) ;;
    linear) packages+=(valgrind binutils gcc python3) ;;
    *) sed -n '2,20p' "$0" >&2; exit 64 ;;
esac

command -v swift >/dev/null || {
    echo "packages.sh: swift is not in PATH: install Swift 6.2 or newer (swift.org/install)" >&2
    exit 69
}

for package in "${unpacked[@]}"; do "$(dirname "$0")/arm64-package.sh" "$package" >/dev/null; done

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
        missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    sudo=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo=(sudo)
else
    echo "packages.sh: missing: ${missing[*]}; install them as root: apt-get install ${missing[*]}" >&2
    exit 69
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
