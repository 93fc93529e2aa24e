#!/usr/bin/env bash
# Writes the tables of options in docs/ anew, as the program describes itself: in each file what is between
# `<!-- options: trace -->` and `<!-- end -->`.
#
#   tools/option-tables.sh SWIFTLET FILE...
set -euo pipefail

[ $# -ge 2 ] || {
    sed -n '2,5p' "$0" >&2
    exit 64
}
swiftlet=$1
shift
for file; do
    new=$(mktemp)
    trap 'rm -f "$new"' EXIT
    inside=
    while IFS= read -r line; do
        [ "$line" != '<!-- end -->' ] || inside=
        [ -n "$inside" ] || printf '%s\n' "$line"
        if [[ $line =~ ^'<!-- options: '(.*)' -->'$ ]]; then
            inside=yes
            "$swiftlet" --generate-option-table "${BASH_REMATCH[1]}"
        fi
    done <"$file" >"$new"
    [ -z "$inside" ] || {
        echo "$file: no <!-- end --> behind the last table" >&2
        exit 65
    }
    cmp -s "$new" "$file" || cat "$new" >"$file"
    rm -f "$new"
done
