#!/usr/bin/env bash
# Traces a host on which nobody's programs do what they can against it, and ordinary ones run beside them.
#
#   tools/soak.sh [SWIFTLET]      DURATION=1800 (seconds) EXECS=20000 LIMIT=256 (MiB of resident memory)
#
# Three flooders, a flooder of the ring, two memory hogs of 500 processes and two programs that rewrite their
# arguments run as nobody. It fails unless
#
#   each ordinary exec is shown, or counted as lost;
#   resident memory stays below the limit (the ring's pages, up to 64 MiB, are part of it);
#   TERM ends the trace within a second, while all of them go on;
#   the summary balances: sent = received + lost.
set -euo pipefail
cd "$(dirname "$0")/.."

swiftlet=${1:-.build/release/swiftlet}
DURATION=${DURATION:-1800} EXECS=${EXECS:-20000} LIMIT=${LIMIT:-256}
[ "$(id -u)" -eq 0 ] || { echo "soak.sh: needs root, to trace" >&2; exit 77; }
[ -x "$swiftlet" ] || { echo "soak.sh: there is no $swiftlet: run make build" >&2; exit 66; }

work=$(mktemp -d)
chmod 755 "$work"
groups=() others=()
finish() {
    # Only what was started here, each with its process group.
    for group in "${groups[@]}"; do
        kill -KILL -- "-$group" 2>/dev/null || :
        wait "$group" 2>/dev/null || :
    done
    [ ${#others[@]} -eq 0 ] || kill -KILL "${others[@]}" 2>/dev/null || :
    rm -rf "$work"
}
trap finish EXIT
"${CC:-cc}" -O2 -o "$work/soak" tools/soak/soak.c -lpthread

# As nobody, with a process group of its own.
attack() {
    setsid setpriv --reuid 65534 --regid 65534 --clear-groups "$work/soak" "$@" >/dev/null 2>&1 &
    groups+=($!)
}

mkfifo "$work/events"
"$work/soak" count <"$work/events" >"$work/counted" &
counter=$!
"$swiftlet" trace --format json --env none >"$work/events" 2>"$work/errors" &
tracer=$!
others+=("$counter" "$tracer")
for ((tries = 0; tries < 600; tries++)); do
    grep -q '^Seccomp:.*2' "/proc/$tracer/status" 2>/dev/null && break
    sleep 0.1
done

attack flood; attack flood; attack flood
attack ring
attack hog 500 1000; attack hog 500 1000
attack rewrite; attack rewrite
"$work/soak" ordinary "$EXECS" "$DURATION" >"$work/done" &
ordinary=$!
others+=("$ordinary")

largest=0
begin=$SECONDS
while kill -0 "$ordinary" 2>/dev/null; do
    resident=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$tracer/status" 2>/dev/null || :)
    [ -n "$resident" ] || { echo "soak.sh: the trace has ended:" >&2; cat "$work/errors" >&2; exit 1; }
    [ "$resident" -le "$largest" ] || largest=$resident
    sleep 1
done
wait "$ordinary"
took=$((SECONDS - begin))

now() { date +%s%N; }
asked=$(now)
kill -TERM "$tracer"
status=0
# One that doesn't obey is given half a minute, and no more.
for ((tries = 0; tries < 300; tries++)); do
    kill -0 "$tracer" 2>/dev/null || break
    sleep 0.1
done
kill -KILL "$tracer" 2>/dev/null || :
wait "$tracer" || status=$?
ended=$((($(now) - asked) / 1000000))
wait "$counter"

read -r done_execs <"$work/done"
{ read -r seen incomplete bare && read -r summary; } <"$work/counted" || :
number() { grep -oE "\"$1\":[0-9]+" <<<"${summary:-}" | head -1 | grep -oE '[0-9]+$' || echo 0; }
# Execs that never came, and events that came and could not be written.
lost=$(($(number execs_lost) + $(number output_full)))

failed=0
row() { # what, found, wanted, whether it holds
    local verdict=holds
    [ "$4" -eq 1 ] || { verdict=FAILED; failed=1; }
    printf '%-34s %14s  %-26s %s\n' "$1" "$2" "$3" "$verdict"
}
printf '%-34s %14s  %-26s %s\n' what found wanted ''
row "seconds" "$took" "$DURATION" $((took + 1 >= DURATION))
row "ordinary execs shown" "$((seen + bare)) of $done_execs" "all, or counted: lost $lost" \
    $((seen + bare + lost >= done_execs))
row "  as incomplete, without arguments" "$bare" "" 1
row "  in another form (incomplete)" "$incomplete" "" 1
row "execs in all" "$(number execs)" "more than ordinary" $(($(number execs) > 0))
row "resident memory, MiB, at most" "$((largest / 1024))" "$LIMIT" $((largest / 1024 <= LIMIT))
row "TERM to end, ms" "$ended" "1000" $((ended <= 1000))
row "exit status" "$status" "0" $((status == 0))
row "sent = received + lost" "$(number sent)" "$(number received) + $(number ring_full) + $(number unread)" \
    $(($(number sent) == $(number received) + $(number ring_full) + $(number unread)))
grep -v '^$' "$work/errors" | tail -5 | sed 's/^/    /' || :
exit $failed
