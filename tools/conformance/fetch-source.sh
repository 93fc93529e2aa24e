#!/usr/bin/env bash
# Fetches a Debian source package and unpacks it into a cache outside the repository; nothing is
# installed into the system.
#
#   tools/conformance/fetch-source.sh PACKAGE SUITE... [-- FOLDER...]
#
# prints the folder of the unpacked source; only these folders of it, if some are named.
# The first of the suites that has the package's archive, newest first: not every mirror keeps every
# source package. The source index of a suite is read through an apt configuration of our own, made
# from the machine's apt sources with the suite replaced (as tools/vm/fetch-kernel.sh does for
# kernels). Only the upstream archive is fetched: Debian's patches are about packaging.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,7p' "$0" >&2; exit 64; }
package=$1
shift
suites=() parts=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do suites+=("$1"); shift; done
[ $# -eq 0 ] || shift
for part in "$@"; do parts+=("*/$part"); done
cache=${SWIFTLET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swiftlet}/sources
folder=$cache/$package
if [ -f "$folder/.complete" ]; then echo "$folder"; exit 0; fi
mkdir -p "$cache"
# The main archive of the machine's own sources, in deb822 or one-line form.
uri=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
    sed -nE 's/^(URIs: *|deb +(\[[^]]*\] +)?)([^ ]+\/debian)\/?( .*)?$/\3/p' | head -n 1 || true)
[ -n "$uri" ] || { echo "fetch-source.sh: no Debian archive in /etc/apt" >&2; exit 69; }
download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT

# Leaves the archive in the download folder.
fetch_from() {
    local suite=$1 apt=$cache/apt-$1 options
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/etc"
    printf 'Types: deb deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
        "$uri" "$suite" > "$apt/etc/suite.sources"

    options=(-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/etc"
        -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Get::List-Cleanup=0
        -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none)
    # A suite older or younger than the machine's keyring knows: the archive is the machine's own.
    if ! apt-get "${options[@]}" update >"$apt/update.log" 2>&1 || grep -q NO_PUBKEY "$apt/update.log"; then
        sed -i 's/^Signed-By:.*/Trusted: yes/' "$apt/etc/suite.sources"
        apt-get "${options[@]}" -o Acquire::AllowInsecureRepositories=true update >"$apt/update.log" 2>&1 ||
            { cat "$apt/update.log" >&2; return 69; }
    fi
    (cd "$download" && apt-get "${options[@]}" source --download-only --tar-only "$package") \
        >"$apt/source.log" 2>&1 && return
    tail -n 2 "$apt/source.log" >>"$download.log"
    [ "$package" = linux ] || return 69
    # The kernel's source is a binary package, too, which more mirrors keep.
    local name
    name=$(apt-cache "${options[@]}" pkgnames linux-source- | grep -E '^linux-source-[0-9.]+$' | sort -V | tail -n 1)
    [ -n "$name" ] && (cd "$download" && apt-get "${options[@]}" download "$name") >>"$apt/source.log" 2>&1 &&
        dpkg-deb --fsys-tarfile "$download/$name"_*.deb |
        tar -xO --wildcards './usr/src/linux-source-*.tar.xz' >"$download/${name/-source-/_}.orig.tar.xz" &&
        rm "$download/$name"_*.deb
}

found=
for suite in "${suites[@]}"; do
    if fetch_from "$suite"; then found=$suite; break; fi
done
archive=$(find "$download" -name '*.tar.*' ! -name '*.asc' ! -name '*.orig-*' | head -n 1)
[ -n "$found" ] && [ -n "$archive" ] || {
    cat "$download.log" >&2
    rm -f "$download.log"
    echo "fetch-source.sh: no suite of ${suites[*]} has the archive of $package" >&2
    exit 69
}
rm -rf "$folder.new" "$folder" "$download.log"
mkdir -p "$folder.new"
tar -xf "$archive" -C "$folder.new" --strip-components=1 --wildcards "${parts[@]}" ||
    [ ${#parts[@]} -gt 0 ]  # not every version has every folder
basename "$archive" | sed -E 's/(\.orig)?\.tar.*//; s/_/ /' >"$folder.new/.complete"
mv "$folder.new" "$folder"
echo "$folder"
