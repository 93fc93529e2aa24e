#!/usr/bin/env bash
# Shows what takes space in a static binary: its sections, modules and archives.
#
#   tools/binary_size.sh BINARY MAP
#
# MAP is lld's map (-Xlinker -Map=MAP) of the link that made BINARY. Sizes are as loaded: stripped
# symbols don't count, and zeroed memory (.bss) is separate.
set -euo pipefail
export LC_ALL=C
[ $# -eq 2 ] || { sed -n '2,7p' "$0" >&2; exit 64; }
binary=$1 map=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Largest first, with percentages; everything below 1 % is one line.
table() {
    sort -rn | awk -v title="$1" '
        { size[NR] = $1; sub(/^[0-9]+ /, ""); name[NR] = $0; total += size[NR] }
        END {
            printf "%10s %5s  %s\n", "bytes", "%", title
            for (i = 1; i <= NR; i++)
                if (size[i] >= total / 100)
                    printf "%10d %5.1f  %s\n", size[i], 100 * size[i] / total, name[i]
                else rest += size[i]
            printf "%10d %5.1f  %s\n", rest, 100 * rest / total, "(smaller ones)"
            printf "%10d %5.1f  %s\n\n", total, 100, "total"
        }'
}

# The section headers of the binary. Loaded sections have an address.
size -A "$binary" | awk 'NR > 2 && $3 > 0 && $1 !~ /bss/ { print $2, $1 }' | table section

# The map has a line for each section, and below it, further to the right, one for each part of an
# input file in it: VMA LMA Size Align file:(section), in hexadecimal. What isn't loaded begins at 0.
awk '
    function number(text,  i, value) {
        for (i = 1; i <= length(text); i++)
            value = value * 16 + index("123456789abcdef", substr(text, i, 1))
        return value
    }
    # The module of a Swift symbol, whose name has the length before it: $e9ELFLoader…
    function owner(section,  length_) {
        if (section ~ /OUTLINED_FUNCTION/) return "(what functions have in common)"
        if (section ~ /\$es?[A-Zs]/) return "(the Swift library)"
        if (!match(section, /\$e[0-9]+/)) return "(other symbols)"
        length_ = substr(section, RSTART + 2, RLENGTH - 2)
        return substr(section, RSTART + RLENGTH, length_)
    }
    /^ *[0-9a-f]+ +[0-9a-f]+ +[0-9a-f]+ +[0-9]+ [^ ]/ { loaded = $1 != "0" && $5 !~ /bss/; next }
    !loaded || !/:\(/ { next }
    {
        file = $0
        sub(/^ *[0-9a-f]+ +[0-9a-f]+ +[0-9a-f]+ +[0-9]+ +/, "", file)
        # Link-time optimisation makes one object of all modules, with a section for each symbol.
        if (file ~ /\.lto\.o:\(/) file = owner(file)
        sub(/:\([^()]*\)$/, "", file)
        if (file ~ /\.build\//) { sub(/\.build\/.*/, "", file); sub(/.*\//, "", file) }
        else if (file ~ /\.a\(/) { sub(/\(.*/, "", file); sub(/.*\//, "", file) }
        else if (file != "<internal>") sub(/.*\//, "", file)
        total[file] += number($3)
    }
    END { for (file in total) print total[file], file }' "$map" >"$work/parts"

# Don't accept the map of another link, such as a build tool's.
loaded=$(size -A "$binary" | awk 'NR > 2 && $3 > 0 && $1 !~ /bss/ { n += $2 } END { print n + 0 }')
awk -v loaded="$loaded" '{ n += $1 } END { exit !(n > loaded * 0.9 && n < loaded * 1.1) }' "$work/parts" || {
    echo "tools/binary_size.sh: $map is not the map of $binary" >&2
    exit 1
}
table "module or archive" <"$work/parts"
