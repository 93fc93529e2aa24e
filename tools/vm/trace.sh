# Runs the tracer in a machine (tools/vm/run.sh): on each path, and with each hook for failed execs.
#
#   tools/vm/run.sh KERNEL tools/vm/trace.sh .build-static/swiftlet
status=0
uname -r
check() {
    name=$1
    expected=$2
    shift 2
    if /swiftlet trace --output - --strict "$@" -- sh -c '/bin/busybox true; /no/such a b; exit 0' >/tmp/out 2>/tmp/err &&
        [ "$(grep -c -E "$expected" /tmp/out)" -ge 1 ]; then
        echo "ok $name: $(tail -n 1 /tmp/err)"
    else
        echo "FAIL $name"
        cat /tmp/out /tmp/err
        status=1
    fi
}
check 'block' 'exec +/bin/busybox /bin/busybox true'
check 'stream' 'exec +/bin/busybox /bin/busybox true' --capture stream
check 'stream, failed execs' 'failed ENOENT /no/such /no/such a b' --capture stream --failed
check 'failed execs, by what the kernel has' 'failed ENOENT /no/such /no/such a b' --failed
# 5.10 rejects fexit of execveat. The tracer continues with kretprobe there, and this line fails.
for hook in fexit kretprobe tracepoint; do
    check "failed execs by $hook" 'failed ENOENT /no/such /no/such a b' --failed --failed-hook $hook
done
exit $status
