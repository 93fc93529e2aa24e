#!/usr/bin/env bash
# Builds with the trait OTLP: swift build --traits OTLP, in a folder of its own.
#
#   tools/otlp/build.sh FOLDER [options of swift build]
#
# A build writes what it resolved the packages to into Package.resolved, where builds without the trait
# would find a dozen packages to fetch that they don't need. So each of the two has a file of its own,
# which is kept in FOLDER while the other is in use.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$1
shift
mkdir -p "$folder"

without=$folder/Package.resolved.without with=$folder/Package.resolved
rm -f "$without"
[ ! -f Package.resolved ] || mv Package.resolved "$without"
put_back() {
    [ ! -f Package.resolved ] || mv Package.resolved "$with"
    [ ! -f "$without" ] || mv "$without" Package.resolved
}
trap put_back EXIT
[ ! -f "$with" ] || cp "$with" Package.resolved
"${SWIFT:-swift}" build --traits OTLP --scratch-path "$folder" "$@"
