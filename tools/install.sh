#!/usr/bin/env bash
# Installs the program with its man pages, completions, systemd unit and examples.
#
#   tools/install.sh BINARY DESTDIR PREFIX
#
# Starts nothing, and does not touch the configuration.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -eq 3 ] || {
    sed -n '2,6p' "$0" >&2
    exit 64
}
binary=$1 prefix=$2$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

install -D -m 755 "$binary" "$prefix/bin/swiftlet"

tools/man.sh "$binary" "$work/man"
for page in "$work"/man/*.1; do
    install -D -m 644 "$page" "$prefix/share/man/man1/$(basename "$page")"
done

complete() { # SHELL FILE
    "$binary" --generate-completion-script "$1" >"$work/completion"
    install -D -m 644 "$work/completion" "$prefix/share/$2"
}
complete bash bash-completion/completions/swiftlet
complete zsh zsh/site-functions/_swiftlet
complete fish fish/vendor_completions.d/swiftlet.fish

# The unit has the final path of the file, without DESTDIR.
sed "s,/usr/local/bin/swiftlet,$3/bin/swiftlet,g" contrib/swiftlet.service >"$work/swiftlet.service"
install -D -m 644 "$work/swiftlet.service" "$prefix/lib/systemd/system/swiftlet.service"
for example in swiftlet.yaml swiftlet.logrotate; do
    install -D -m 644 "contrib/$example" "$prefix/share/doc/swiftlet/examples/$example"
done
echo "installed below $prefix; as a service: docs/rules.md"
