#!/usr/bin/env bash
# Runs swift with the trait OTLP, in a separate build folder.
#
#   tools/otlp/swift.sh FOLDER build|package … [options of that command]
#
# It writes what it resolved the packages to into Package.resolved, where builds without the trait
# would then fetch a dozen packages that they don't need. So each of the two has its own file,
# which is kept in FOLDER while the other is in use.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$1
shift
mkdir -p "$folder"

# One at a time.
exec 9<Package.swift
flock 9
without=$folder/Package.resolved.without with=$folder/Package.resolved
if [ -f "$without" ]; then
    # A previous run was killed before it could restore this file.
    rm -f Package.resolved
elif [ -f Package.resolved ]; then
    mv Package.resolved "$without"
fi
put_back() {
    [ ! -f Package.resolved ] || mv Package.resolved "$with"
    [ ! -f "$without" ] || mv "$without" Package.resolved
}
trap put_back EXIT
[ ! -f "$with" ] || cp "$with" Package.resolved
"${SWIFT:-swift}" "$@" --traits OTLP --scratch-path "$folder"
