# Runs in an emulated machine (vm.sh, tools/vm/checks.sh): both loaders over the objects in /others, and at
# the end their records, as text.
#
#   MODES='attach whole'   what is tried (reference.c)
#   PROGRAMS=4             at most so many of each object, evenly spread
#   LIMIT=200              seconds for one object in one mode
ulimit -l unlimited 2>/dev/null
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null && mounted=yes
export RECORD_HASHES=1
rm -rf /tmp/records
for object in /others/*/*.o; do
    record=/tmp/records/${object#/others/}
    record=${record%.o}
    mkdir -p "${record%/*}"
    for mode in ${MODES:-attach whole}; do
        for side in reference:libbpf conformance:swiftlet; do
            mount -t bpf bpf /sys/fs/bpf
            status=0
            timeout -s KILL ${LIMIT:-200} /${side%:*} $mode $object $record.${side#*:} >/dev/null 2>&1 || status=$?
            # 137: timeout. What is missing then does not count as a difference (compare.py).
            [ $status -lt 124 ] || echo "stopped $mode $status" >>$record.${side#*:}
            umount /sys/fs/bpf
        done
    done
done
[ -z "${mounted:-}" ] || umount /sys/kernel/tracing
echo "@records"
(cd /tmp/records && tar -cz . | base64)
