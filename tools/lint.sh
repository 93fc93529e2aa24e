#!/usr/bin/env bash
# Checks what the compiler does not: layers, comments that justify `unsafe`, sizes, licences, links, format.
#
#   tools/lint.sh [--notes]
#
# Each finding is a line `file:line: what`, and any of them makes the exit status 1. What is not held
# everywhere yet is a note: notes are counted, listed with --notes, and fail nothing. A kind of note
# becomes a finding by a change of one word below, once the tree has none of it left.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

# finding or note
layout=note # swift-format's line breaks and blanks; `swift format --in-place` repairs them all
safety=note # `unsafe` without a line that begins with SAFETY near it
program=finding # a BPF program's C file of more than 600 lines

case ${1:-} in
'') list_notes=no ;;
--notes) list_notes=yes ;;
*)
    sed -n '2,8p' "$0" >&2
    exit 64
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# New files count before they are added; deleted ones don't. -z: names may hold anything.
git ls-files -z --cached --others --exclude-standard |
    while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done >"$work/files"
# Those of the files whose name matches the extended regular expression $1.
files() { grep -zE "$1" "$work/files" || true; }

# ---- layers: who may import what. SwiftPM holds targets to Package.swift; this holds both to the
# ---- architecture, and sees imports of libc and Foundation, which SwiftPM never refuses.
cat >"$work/arrows" <<'ARROWS'
Sources/ELFLoader/Bytes
Sources/ELFLoader/ELF       SwiftletBytes
Sources/ELFLoader/BTF       SwiftletBytes
Sources/ELFLoader/Object    SwiftletBytes SwiftletELF SwiftletBTF
Sources/ELFLoader/CORE      SwiftletBytes SwiftletBTF SwiftletObject
Sources/ELFLoader/Kernel    SwiftletShims
Sources/ELFLoader/RingBuffer SwiftletShims SwiftletKernel
Sources/ELFLoader/Loader    SwiftletBytes SwiftletELF SwiftletBTF SwiftletObject SwiftletCORE SwiftletKernel SwiftletRing
Sources/Tracer/Capture      TracerWire
Sources/Tracer/Secrets      TracerCapture
Sources/Tracer/Output       TracerCapture
Sources/Tracer/Replay       TracerCapture TracerOutput SwiftletJSON
Sources/Tracer/Pictures     TracerCapture TracerOutput
Sources/Tracer/Rules        TracerCapture TracerOutput SwiftletYAML
Sources/Tracer/Spans        TracerCapture TracerOutput TracerSecrets
Sources/OTLP/Protobuf       SwiftProtobuf Foundation FoundationEssentials
Sources/OTLP/Export         TracerCapture TracerOutput TracerSpans OTLPProtobuf SwiftletZlib SwiftletShims Dispatch FoundationEssentials Foundation AsyncHTTPClient NIOCore NIOHTTP1 NIOPosix NIOSSL SwiftProtobuf
Sources/Tracer/Pipeline     TracerCapture TracerOutput TracerPictures TracerRules TracerSecrets TracerSpans
Sources/Tracer/Session      ELFLoader SwiftletShims TracerCapture TracerOutput TracerSecrets TracerWire
Sources/JSON
Sources/Options
Sources/YAML
Sources/Inspect             ELFLoader TracerOutput
Sources/swiftlet            SwiftletInspect Tracer TracerPipeline TracerRules TracerSpans OTLPExport TracerReplay TracerPictures ELFLoader SwiftletShims SwiftletOptions EarlyStart
Sources/EmbedBPF            Foundation
ARROWS
layers() {
    files '^Sources/.*\.swift$' | xargs -0r awk '
        FNR == NR { # the arrows
            folders[$1] = 1
            for (i = 2; i <= NF; i++) allowed[$1, $i] = 1
            next
        }
        FNR == 1 {
            folder = FILENAME
            sub(/\/[^\/]*$/, "", folder)
            while (!(folder in folders) && sub(/\/[^\/]*$/, "", folder)) {}
            if (!(folder in folders))
                print FILENAME ":1: no row in the arrows of tools/lint.sh for this folder"
        }
        /^[ \t]*(@[A-Za-z_]+(\([^)]*\))?[ \t]+)*((public|package|internal|fileprivate|private)[ \t]+)?import[ \t]/ {
            line = $0
            sub(/\/\/.*/, "", line)
            sub(/.*import[ \t]+/, "", line)
            sub(/^(struct|class|enum|protocol|typealias|func|let|var)[ \t]+/, "", line)
            gsub(/[ \t;].*/, "", line)
            sub(/\..*/, "", line)
            # Part of the standard library: atomics and locks, without libc.
            if (line == "Synchronization") next
            if ((folder in folders) && !((folder, line) in allowed))
                print FILENAME ":" FNR ": imports " line ", against the arrows: " folder " may not"
        }' "$work/arrows"
}

# ---- the Embedded Swift subset, as far as a line shows it
embedded() {
    files '^Sources/(ELFLoader|Tracer|JSON|YAML|Options|swiftlet)/.*\.swift$' | xargs -0r awk '
        {
            line = $0
            gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
            sub(/\/\/.*/, "", line)
            if (match(line, /(^|[^A-Za-z0-9_])any [A-Z][A-Za-z]*/))
                print FILENAME ":" FNR ": an existential (any), outside the Embedded Swift subset"
            if (match(line, /String\((describing|format|reflecting):|(^|[^A-Za-z0-9_])Mirror\(|KeyPath</))
                print FILENAME ":" FNR ": reflection or formatting outside the Embedded Swift subset"
        }'
}

# ---- unsafe: the line that justifies it stands at most 8 lines above, or begins its closure
safety() {
    files '^Sources/.*\.swift$' | xargs -0r awk '
        function report(number) { print file ":" number ": unsafe without a SAFETY line" }
        function settle(  i) { # those still waiting for a SAFETY line below them
            for (i = 1; i <= waiting; i++) report(pending[i])
            waiting = 0
        }
        FNR == 1 { settle(); file = FILENAME; last = -100 }
        /\/\/ SAFETY:/ { last = FNR; waiting = 0; next }
        waiting && FNR > pending[1] + 2 {
            report(pending[1])
            for (i = 2; i <= waiting; i++) pending[i - 1] = pending[i]
            waiting--
        }
        {
            line = $0
            gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
            sub(/\/\/.*/, "", line)
            if (line ~ /(^|[^A-Za-z0-9_])unsafe([^A-Za-z0-9_]|$)/ && FNR - last > 8)
                pending[++waiting] = FNR
        }
        END { settle() }'
}

# ---- sizes, binaries, licences
programs() {
    files '\.c$' | xargs -0r awk '
        FNR == 601 { print FILENAME ":601: more than 600 lines: move parts into headers" }'
}
sizes() {
    files '\.(swift|h|sh)$' | grep -zv '\.pb\.swift$' | xargs -0r awk '
        FNR == 601 { print FILENAME ":601: more than 600 lines: split it" }'
    while IFS= read -r -d '' file; do
        [ "$(stat -c %s "$file")" -le 1048576 ] || echo "$file:1: larger than 1 MB"
    done <"$work/files"
}
generated() {
    {
        files '\.(o|a|so|bc|swiftmodule)$|(^|/)EmbeddedObjects\.swift$' | tr '\0' '\n'
        # Whatever its name is: an object file begins like this.
        xargs -0r grep -laE $'^\x7fELF' -- <"$work/files" || true
    } | sort -u | sed 's/$/:1: a generated file: let the build make it/'
}
# Links of Markdown: the file must exist, and have the heading (by GitHub's rules for anchors).
links() {
    files '\.md$' | xargs -0r python3 tools/check-links.py
}
licences() {
    files '^bpf/.*\.(c|h)$' | while IFS= read -r -d '' file; do
        head -n 1 "$file" | grep -qF 'SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause' ||
            echo "$file:1: the first line is not the SPDX line of bpf/LICENSE"
    done
}

# ---- swift-format, by the rules of .swift-format
format() {
    local status=0
    files '\.swift$' |
        xargs -0r swift format lint --strict --parallel --configuration .swift-format -- \
            >"$work/format.out" 2>&1 || status=$?
    sed -nE "s|^($PWD/)?([^:]+):([0-9]+):([0-9]+:)? (error\|warning): |\2:\3: |p" "$work/format.out"
    # It failed, and not because it found something: say so, or nothing would be checked.
    if [ "$status" -ne 0 ] && ! grep -qE ':[0-9]+: (error|warning): ' "$work/format.out"; then
        echo "tools/lint.sh:1: swift format can't be run: $(head -n 1 "$work/format.out")"
    fi
}
is_layout='\[(LineLength|AddLines|RemoveLine|Indentation|Spacing|SpacingCharacter|TrailingComma|TrailingWhitespace|EndOfLineComment|OrderedImports)\]'

format >"$work/format"
{
    layers
    embedded
    sizes
    generated
    licences
    links
    grep -vE "$is_layout" "$work/format" || true
} >"$work/finding"
: >"$work/note"
safety >>"$work/$safety"
programs >>"$work/$program"
grep -E "$is_layout" "$work/format" >>"$work/$layout" || true

sort -t: -k1,1 -k2,2n "$work/finding"
[ "$list_notes" = no ] || sort -t: -k1,1 -k2,2n "$work/note" | sed -E 's/^([^:]*:[0-9]+): /\1: note: /'

findings=$(wc -l <"$work/finding") notes=$(wc -l <"$work/note")
without=$(grep -c 'without a SAFETY line$' "$work/note" || true)
lines=$(grep -cE "$is_layout" "$work/note" || true)
echo "lint: $findings findings; $notes notes ($without unsafe without SAFETY, $lines layout," \
    "$((notes - without - lines)) long programs)" >&2
[ "$findings" -eq 0 ]
