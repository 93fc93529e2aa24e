#!/usr/bin/env bash
# Builds the documentation of module ELFLoader and its re-exports as static files in .build/docs.
#
#   tools/docs.sh
#
# Broken links are errors. Only the toolchain is needed: the symbols come from the modules
# that `swift build` makes, and docc is part of the toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."

catalogue=Sources/ELFLoader/Loader/ELFLoader.docc
graphs=.build/docs-symbols
output=.build/docs
chapters=SwiftletKernel,SwiftletObject,SwiftletBTF,SwiftletBytes,SwiftletCORE,SwiftletELF,SwiftletRing

swift build --target ELFLoader ${SWIFT_FLAGS:-}
modules=$(swift build --show-bin-path)/Modules
target=$(swift -print-target-info | sed -n 's/^ *"unversionedTriple" *: *"\(.*\)",*$/\1/p' | head -n 1)

rm -rf "$graphs" "$output"
mkdir -p "$graphs"
swift symbolgraph-extract -module-name ELFLoader -target "$target" -I "$modules" \
    -I Sources/SwiftletShims -output-dir "$graphs" -minimum-access-level public \
    -skip-synthesized-members -experimental-allowed-reexported-modules="$chapters"
[ -s "$graphs/ELFLoader.symbols.json" ] || {
    echo "docs.sh: no symbols of ELFLoader in $graphs" >&2
    exit 1
}
docc=$(dirname "$(command -v swift)")/docc
"$docc" convert "$catalogue" --additional-symbol-graph-dir "$graphs" --output-dir "$output" \
    --warnings-as-errors --fallback-display-name ELFLoader \
    --fallback-bundle-identifier org.swiftlet.ELFLoader
echo "documentation: $output (serve it with any web server, and open /documentation/elfloader)"
