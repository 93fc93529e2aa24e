#!/usr/bin/env bash
# Writes the man pages, swiftlet(1) and one for each of its commands, as the program describes itself.
#
#   tools/man.sh SWIFTLET FOLDER
set -euo pipefail

[ $# -eq 2 ] || {
    sed -n '2,4p' "$0" >&2
    exit 64
}
mkdir -p "$2"
pages=$("$1" --generate-man-page)
for page in $pages; do
    "$1" --generate-man-page="$page" >"$2/$page.1"
done
