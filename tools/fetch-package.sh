#!/usr/bin/env bash
# Downloads a Debian package of any suite and architecture, and unpacks it into a folder. Nothing is installed.
#
#   tools/fetch-package.sh SUITE ARCHITECTURE PATTERN FOLDER
#
# SUITE         bullseye, bookworm …; host is that of this machine's own sources
# ARCHITECTURE  Debian's name: amd64, arm64
# PATTERN       an extended regular expression that the whole name matches. The newest name by version counts;
#               linux-binary-* comes before linux-image-*, which is a shell around it in recent suites
# FOLDER        replaced as a whole; FOLDER/package is the package's name
#
# Reads the package index with a separate apt configuration, made from the machine's apt sources with the suite
# replaced, and kept beside the kernels (SWIFTLET_CACHE, default ~/.cache/swiftlet).
set -euo pipefail

[ $# -eq 4 ] || { sed -n '2,13p' "$0" >&2; exit 64; }
suite=$1 architecture=$2 pattern=$3 folder=$4
cache=${SWIFTLET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swiftlet}

# The main archive of the machine's own sources, in deb822 or one-line form.
sources=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true)
uri=$(sed -nE 's/^(URIs: *|deb +(\[[^]]*\] +)?)([^ ]+\/debian)\/?( .*)?$/\3/p' <<<"$sources" | head -n 1)
[ -n "$uri" ] || { echo "fetch-package.sh: no Debian archive in /etc/apt" >&2; exit 69; }
if [ "$suite" = host ]; then suite=$(. /etc/os-release && echo "$VERSION_CODENAME"); fi

apt=$cache/apt/$suite-$architecture
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/etc"
printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$uri" "$suite" > "$apt/etc/suite.sources"
: > "$apt/etc/status"

options=(-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/etc"
    -o Dir::State::Lists="$apt/lists" -o Dir::State::status="$apt/etc/status" -o Dir::Cache="$apt/cache"
    -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Get::List-Cleanup=0
    -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none)
# The machine's keyring may not know an older or newer suite. The archive is the machine's own.
if ! apt-get "${options[@]}" update >"$apt/update.log" 2>&1 || grep -q NO_PUBKEY "$apt/update.log"; then
    sed -i 's/^Signed-By:.*/Trusted: yes/' "$apt/etc/suite.sources"
    apt-get "${options[@]}" -o Acquire::AllowInsecureRepositories=true update >"$apt/update.log" 2>&1 ||
        { cat "$apt/update.log" >&2; exit 69; }
fi

package=$(apt-cache "${options[@]}" pkgnames | grep -xE "$pattern" | grep -v -- -dbg | sort -V |
    awk '/linux-binary/ { binary = $0 } { last = $0 } END { print binary ? binary : last }')
[ -n "$package" ] || { echo "fetch-package.sh: $suite has no package '$pattern' for $architecture" >&2; exit 69; }

rm -rf "$folder.new"
mkdir -p "$folder.new" "$apt/download"
(cd "$apt/download" && rm -f ./*.deb && apt-get "${options[@]}" download "$package" >/dev/null)
dpkg -x "$apt/download"/*.deb "$folder.new"
rm -f "$apt/download"/*.deb
echo "$package" > "$folder.new/package"
rm -rf "$folder"
mv "$folder.new" "$folder"
