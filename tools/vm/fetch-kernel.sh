#!/usr/bin/env bash
# Fetches one of Debian's cloud kernels and unpacks its image and modules into a cache outside the
# repository; nothing is installed into the system.
#
#   tools/vm/fetch-kernel.sh 5.10|6.1|6.12|7.2     prints the path of the kernel image
#
# Reads the package index of another suite with a separate apt configuration, made from the
# machine's apt sources with the suite replaced.
set -euo pipefail

version=${1:?usage: fetch-kernel.sh 5.10|6.1|6.12|7.2}
cache=${SWIFTLET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swiftlet}/kernels

case $version in
    5.10) suite=bullseye ;;
    6.1) suite=bookworm ;;
    6.12) suite=trixie ;;
    7.2) suite=sid ;;
    *) echo "fetch-kernel.sh: no such kernel: $version (5.10, 6.1, 6.12, 7.2)" >&2; exit 64 ;;
esac

image() { find "$cache/$version" -name 'vmlinuz*' -type f 2>/dev/null | head -n 1; }
if [ -n "$(image)" ]; then image; exit 0; fi

apt=$cache/apt-$suite
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/etc"
# The main archive of the machine's own sources, in deb822 or one-line form.
uri=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
    sed -nE 's/^(URIs: *|deb +(\[[^]]*\] +)?)([^ ]+\/debian)\/?( .*)?$/\3/p' | head -n 1 || true)
[ -n "$uri" ] || { echo "fetch-kernel.sh: no Debian archive in /etc/apt" >&2; exit 69; }
printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$uri" "$suite" > "$apt/etc/suite.sources"

options=(-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/etc"
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Get::List-Cleanup=0
    -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none)
# The machine's keyring may not know an older or newer suite. The archive is the machine's own.
if ! apt-get "${options[@]}" update >"$apt/update.log" 2>&1 || grep -q NO_PUBKEY "$apt/update.log"; then
    sed -i 's/^Signed-By:.*/Trusted: yes/' "$apt/etc/suite.sources"
    apt-get "${options[@]}" -o Acquire::AllowInsecureRepositories=true update >"$apt/update.log" 2>&1 ||
        { cat "$apt/update.log" >&2; exit 69; }
fi

# The newest cloud kernel of that version. In recent suites the image is in linux-binary-*.
pattern="^linux-(image|binary)-${version//./\\.}\\.[0-9.]+(\\+deb[0-9]+|-[0-9]+|[.~+a-z0-9])*-cloud-amd64(-unsigned)?\$"
package=$(apt-cache "${options[@]}" pkgnames linux- | grep -E "$pattern" | grep -v -- -dbg | sort -V |
    awk '/linux-binary/ { binary = $0 } /linux-image/ { image = $0 } END { print binary ? binary : image }')
[ -n "$package" ] || { echo "fetch-kernel.sh: suite $suite has no cloud kernel $version" >&2; exit 69; }

cd "$apt"
apt-get "${options[@]}" download "$package" >/dev/null
mkdir -p "$cache/$version.new"
dpkg -x "$apt/$package"_*.deb "$cache/$version.new"
rm -f "$apt/$package"_*.deb
rm -rf "${cache:?}/$version"
mv "$cache/$version.new" "$cache/$version"
echo "$package" > "$cache/$version/package"
[ -n "$(image)" ] || { echo "fetch-kernel.sh: $package holds no kernel image" >&2; exit 69; }
image
