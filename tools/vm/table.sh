#!/usr/bin/env bash
# Prints the results of vmtest.sh: a line for each check, a column for each kernel, and below the table
# the notes, what kernels lack, and the output of failed checks.
#
#   tools/vm/table.sh RESULTS KERNEL ...
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,5p' "$0" >&2; exit 64; }
results=$1
shift
failed=0

cells=()
for kernel in "$@"; do cells+=("$results/$kernel/checks"); done
awk '
    {
        if (!($1 in row)) { row[$1] = ++rows; name[rows] = $1 }
        text = $2 == "0" ? "ok" : ($2 == "started" ? "FAIL (not ended)" : "FAIL")
        cell[row[$1], column[FILENAME]] = text ($2 == "started" ? "" : sprintf(" %5.1f s", $3))
    }
    BEGIN {
        printf "%-20s", "check"
        for (i = 1; i < ARGC; i++) {
            count = split(ARGV[i], parts, "/")
            printf " %16s", parts[count - 1]
            column[ARGV[i]] = ++columns
        }
        print ""
    }
    END {
        for (r = 1; r <= rows; r++) {
            printf "%-20s", name[r]
            for (c = 1; c <= columns; c++) printf " %16s", (r, c) in cell ? cell[r, c] : "FAIL (not run)"
            print ""
        }
    }' "${cells[@]}"
printf '%-20s' 'all, with boot'
for kernel in "$@"; do printf ' %14.1f s' "$(cut -d ' ' -f 2 "$results/$kernel/end")"; done
echo

for kernel in "$@"; do
    folder=$results/$kernel
    [ ! -s "$folder/notes" ] || sed "s/^/$kernel: /" "$folder/notes"
    sed -n "s/^absent /$kernel: absent: /p" "$folder"/*.log 2>/dev/null || :
done

for kernel in "$@"; do
    folder=$results/$kernel
    if [ "$(cut -d ' ' -f 1 "$folder/end")" != 0 ] || [ ! -s "$folder/checks" ]; then
        failed=1
        echo "== $kernel: the machine did not come to its end"
        tail -n 30 "$folder/outside" 2>/dev/null || :
    fi
    # The last line of each check counts.
    while read -r name status; do
        [ "$status" != 0 ] || continue
        failed=1
        echo "== $kernel: $name: status $status"
        tail -n 60 "$folder/$name.log"
    done < <(awk '{ status[$1] = $2 } END { for (name in status) print name, status[name] }' "$folder/checks")
done
exit $failed
