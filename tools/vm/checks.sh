# Runs in each machine (vmtest.sh), as root, with nothing mounted yet. Each check is a function. Its
# output is kept, and its status is the verdict.
#
# It is printed between lines "@begin NAME" and "@end NAME STATUS"; "@note TEXT" goes below the table.

ONLY=${ONLY:-}

check() {
    case " ${ONLY:-$1} " in *" $1 "*) ;; *) return ;; esac
    echo "@begin $1"
    ("$@") 2>&1
    echo "@end $1 $?"
}

note() { echo "@note $*"; }

release=$(uname -r)
# Whether the kernel is older than MAJOR.MINOR.
older_than() {
    major=${release%%.*} minor=${release#*.} minor=${minor%%[!0-9]*}
    [ "$major" -lt "${1%.*}" ] || { [ "$major" -eq "${1%.*}" ] && [ "$minor" -lt "${1#*.}" ]; }
}

fail() {
    echo "$*"
    exit 1
}

# Runs a command under the tracer. It must end with $expected; standard error and events are in /tmp.
expected=0
traced() {
    status=0
    timeout -s KILL 60 "$@" >/tmp/out 2>/tmp/err || status=$?
    head -n 30 /tmp/err /tmp/out
    [ "$status" -eq "$expected" ] || fail "exit status $status, expected $expected: $*"
}

# The output of /bin/busybox true in --format json.
shows_true() {
    traced "$@" --format json -- /bin/busybox true
    grep -q '"event":"exec".*"args":\["/bin/busybox","true"\].*"complete":true' /tmp/out ||
        fail "no complete exec of 'busybox true'"
    grep -q '"event":"exit".*"exit_code":0' /tmp/out || fail "no exit"
    grep -q '"event":"summary","execs":1,"complete_execs":1,' /tmp/out || fail "no summary of one exec"
}

says() { grep -q -- "$1" /tmp/err || fail "standard error does not say '$1'"; }

# MARK: what a machine may lack

bare() {
    [ ! -e /proc/self ] && [ ! -e /sys/kernel ] && [ ! -e /dev/null ] || fail "something is mounted"
    expected=69 traced /swiftlet trace --output - -- /bin/busybox true
    says /sys
    note "bare: $(head -n 1 /tmp/err)"
}

sysfs_only() {
    mount -t sysfs sys /sys
    shows_true /swiftlet trace --output -
    says /proc
    note "only /sys: $(head -n 1 /tmp/err)"
}

read_only_root() {
    mount -o remount,bind,ro /
    (: >/written) 2>/dev/null && fail "the root can be written to"
    shows_true /swiftlet trace --output -
    mount -o remount,bind,rw /
}

# MARK: tracing

start_block() { shows_true /swiftlet trace --output -; }
start_stream() { shows_true /swiftlet trace --output - --capture stream; }

# SIGINT ends the trace, and nothing stays in the kernel.
stop() {
    # Remove the events of the previous check.
    rm -f /tmp/out
    timeout -s KILL 60 /swiftlet trace --format json --output /tmp/out 2>/tmp/err &
    tracer=$!
    wait_for_exec "$tracer"
    # busybox's timeout executes the command itself; its child does the waiting.
    sed -n 's/^VmHWM:[ \t]*/@note peak memory of the tracer: /p' "/proc/$tracer/status"
    # A shell's background jobs ignore INT, so the tracer does, too.
    kill -TERM "$tracer"
    wait "$tracer" || fail "exit status $? after SIGTERM"
    tail -n 1 /tmp/out
    tail -n 1 /tmp/out | grep -q '"event":"summary"' || fail "no summary"
}

# Waits until the tracer has shown an exec. Each iteration makes one.
wait_for_exec() {
    turns=0
    while ! grep -q '"event":"exec"' /tmp/out 2>/dev/null; do
        kill -0 "$1" || fail "the tracer ended: $(cat /tmp/err)"
        turns=$((turns + 1))
        [ $turns -lt 300 ] || fail "no exec was shown"
        /bin/busybox usleep 100000
    done
    for turn in 1 2 3 4 5 6 7 8 9 10; do /bin/busybox true; done
}

# Every hook that reports failed execs.
failed_hooks() {
    for hook in auto fexit kretprobe tracepoint; do
        # __x64_sys_execveat appears twice, or has another prototype than __x64_sys_execve (kernel/sys_ni.c),
        # in the BTF of 5.10 to 6.12, so the tracer's fexit programs don't load.
        if [ $hook = fexit ] && { older_than 6.13 || [ -n "${REFUSED:-}" ]; }; then
            note "absent: failed execs by fexit"
            continue
        fi
        if [ $hook = kretprobe ] && ! grep -q ' register_kprobe$' /proc/kallsyms; then
            note "absent: failed execs by kretprobe: the kernel has no kprobes"
            continue
        fi
        traced /swiftlet trace --output - --strict --failed --failed-hook $hook -- \
            sh -c '/bin/busybox true; /no/such a b; exit 0'
        grep -q 'failed ENOENT /no/such /no/such a b' /tmp/out || fail "$hook: no failed exec"
        grep -q 'exec .*/bin/busybox true' /tmp/out || fail "$hook: no exec"
    done
}

# Descriptors as a shell made them, of programs that were run and of one that was not.
stdio() {
    echo a b >'/tmp/a name'
    traced /swiftlet trace --output - --failed --format json -- sh -c '/bin/busybox true <"/tmp/a name" >/tmp/to 2>&1
        /bin/busybox true </dev/null 2>&- | /bin/busybox true >>/tmp/to; /no/such <&- >/tmp/to; exit 0'
    shown='"stdio":.{"fd":0,"kind":"file","path":"/tmp/a name","inode":[0-9]*,"flags":"r","inherited":false},'
    shown=$shown'{"fd":1,"kind":"file","path":"/tmp/to","inode":\([0-9]*\),"flags":"w","inherited":false},'
    shown=$shown'{"fd":2,"kind":"file","path":"/tmp/to","inode":\1,"flags":"w","same_as":1,"inherited":false}.,"result":0'
    grep -q "$shown" /tmp/out || fail "no files"
    grep -q '"stdio":.{"fd":0,"kind":"null","path":"/dev/null",.*{"fd":1,"kind":"pipe","path":"pipe:.[0-9]*.",[^{]*}.,"result":0' \
        /tmp/out || fail "no beginning of the pipe"
    grep -q '"stdio":.{"fd":0,"kind":"pipe",[^{]*{"fd":1,"kind":"file","path":"/tmp/to",[^{]*"flags":"a"' /tmp/out ||
        fail "no end of the pipe"
    grep -q '"stdio":.{"fd":1,"kind":"file","path":"/tmp/to",.*"error":"ENOENT"' /tmp/out || fail "no failed exec"
}

# The context of an exec in a cgroup that is named like docker's, and what it used.
context() {
    mount -t cgroup2 cgroup /sys/fs/cgroup || fail "no cgroup2"
    id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    cgroup=/a.slice/docker-$id.scope
    mkdir -p /sys/fs/cgroup$cgroup /tmp/here/there/mounted
    mount -t tmpfs here /tmp/here/there/mounted
    mkdir /tmp/here/there/mounted/gone
    traced /swiftlet trace --output - --format json -- sh -c "echo \$\$ >/sys/fs/cgroup$cgroup/cgroup.procs
        cd /tmp/here/there/mounted/gone; rmdir ../gone; /bin/busybox true; exit 0"
    umount /tmp/here/there/mounted
    rmdir /sys/fs/cgroup$cgroup
    umount /sys/fs/cgroup
    said '"cwd":"/tmp/here/there/mounted/gone (deleted)","exe":"/bin/busybox"'
    said "\"cgroup\":\"$cgroup\",\"container\":{\"id\":\"$id\",\"runtime\":\"docker\"},\"parent_comm\":\"sh\",\"euid\":0"
    said "\"session_id\":$(cut -d ' ' -f 6 /proc/self/stat),"
    for kind in mnt net uts ipc cgroup user; do
        said "\"$kind\":$(readlink /proc/self/ns/$kind | tr -dc 0-9)[,}]"
    done
    said "\"cap_effective\":\"$(sed -n 's/^CapEff:[ \t]*//p' /proc/self/status)\""
    grep -q '"event":"exit".*"max_rss_bytes":[1-9][0-9]*,"user_ns":' /tmp/out || fail "no use of resources"
}
# Checks the exec of 'busybox true' for this.
said() { grep '"args":\["/bin/busybox","true"\]' /tmp/out | grep -q -- "$1" || fail "the exec does not say $1"; }

# The programs of one run that each filter shows, by the kernel's names.
filters() {
    mkdir -p /tmp/bin /tmp/cgroup
    for program in true ls id; do ln -sf /bin/busybox /tmp/bin/$program; done
    mount -t cgroup2 none /tmp/cgroup || fail "no cgroup v2"
    mkdir -p /tmp/cgroup/one/below
    # busybox runs its own applets through /proc/self/exe.
    shows 'as-user exe id ls sh true'
    shows 'true' --comm true
    shows 'ls true' --comm '?s' --comm 'tr*'
    shows 'id' --uid 65534
    shows '' --uid 65534 --comm true
    shows 'ls' --cgroup /one
    shows 'ls' --cgroup one/below --uid 0
    shows '' --pid-ns 1
    shows 'id true' --pid-ns /proc/self/ns/pid --comm id --comm true
    shows 'id' --uid 65534 --capture stream
    shows 'true' --comm true --capture stream
    umount -l /tmp/cgroup
}
shows() {
    programs=$1
    shift
    traced /swiftlet trace --output - --strict --format json "$@" -- sh -c '/tmp/bin/true; /as-user none /tmp/bin/id
        sh -c "echo \$\$ >/tmp/cgroup/one/below/cgroup.procs; /tmp/bin/ls / >/dev/null; :"'
    found=$(sed -n 's/.*"event":"exec".*"comm":"\([^"]*\)".*/\1/p' /tmp/out | sort | tr '\n' ' ')
    [ "${found% }" = "$programs" ] || fail "$*: '${found% }' is shown, expected '$programs'"
}

# A connection of a traced program.
tcp() {
    ifconfig lo up
    (echo hello | timeout -s KILL 60 /bin/busybox nc -l -p 7000 >/tmp/received) &
    turns=0
    until grep -q ':1B58 .* 0A ' /proc/net/tcp /proc/net/tcp6 2>/dev/null; do # listening on port 7000
        turns=$((turns + 1))
        [ $turns -lt 600 ] || fail "nc does not listen"
        /bin/busybox usleep 20000
    done
    traced /swiftlet trace --output - --strict --format json --events exec,exit,tcp -- \
        sh -c 'echo hi | timeout -s KILL 30 /bin/busybox nc 127.0.0.1 7000 >/tmp/answer; exit 0'
    [ "$(cat /tmp/received /tmp/answer)" = "hi
hello" ] || fail "the connection itself went wrong"
    grep -q '"event":"tcp_connect".*"remote_address":"127.0.0.1","remote_port":7000}' /tmp/out ||
        fail "no tcp_connect"
    grep -q '"event":"tcp_close".*"remote_port":7000,"established":true,.*"bytes_sent":3,"bytes_received":6}' \
        /tmp/out || fail "no tcp_close, or with other figures"
}

captured() {
    timeout -s KILL 600 /capture-check --tracer /swiftlet --count 300 "$@" >/tmp/captured 2>&1
    status=$?
    cat /tmp/captured
    # There is no dynamic loader here. The kernel supports everything else that is left out.
    grep 'LEFT OUT' /tmp/captured | grep -v 'LEFT OUT: dynamic:' && fail "kinds were left out"
    return $status
}
capture_block() { captured; }
capture_stream() { captured --capture stream; }
capture_failed() { captured --failed; }

# Both sides of the stream's limit of 4,224 variables, and few; all counts are tried on the host.
env_streaming() { COUNTS='10 4224 5000' SWIFTLET_CHECK=/capture-check sh /test_env_streaming.sh /swiftlet; }

# MARK: the loader

# On this machine's own kernel, vmtest.sh says what libbpf can't load either.
loader() {
    # Shows whether BPF is among the security modules.
    mount -t securityfs security /sys/kernel/security 2>/dev/null || :
    if [ -n "${REFUSED:-}" ]; then
        /loader-check /objects 'attach: on_entry' 'attach: on_exit' 'probe: fentry with a cookie' \
            'probe: on_modify' 'probe: on_security' lsm_cgroup 'iterator over a map' \
            'a program that takes the place of a function'
    else
        /loader-check /objects
    fi
}

# What swiftlet attaches, where there is no loader-check: static probes, system calls, functions of the kernel.
probes() {
    mount -t bpf bpf /sys/fs/bpf || fail "no BPF file system"
    # Attach cookies are from 5.15.
    if older_than 5.15; then export WITHOUT_COOKIES=1; fi
    result=0
    attaches 5.10 hooks_usdt on_arguments 1 -5 -6 -9 -300 200 0x1122334455667788 33
    attaches 5.10 hooks_usdt on_places 2 88
    attaches 5.10 hooks_usdt on_counted 1 1
    unset WITHOUT_COOKIES
    attaches 5.10 hooks_kernel on_system_call 100
    attaches 5.10 hooks_kernel on_system_call_return 100
    attaches 5.10 hooks_kernel on_offset 100
    attaches 5.10 kernel_kinds on_probe 100
    attaches 5.10 kernel_kinds on_return_probe 100
    # arm64 has no trampolines for functions before.
    attaches 6.4 kernel_kinds on_entry 100
    attaches 6.4 kernel_kinds on_exit 100
    # Nor fprobes, before function graph tracing was the same for all architectures. `getp*i*` are four of the calls
    # that probed.c makes: getpgid, getpid, getppid and getpriority. Each has a function of its own on arm64.
    attaches 6.14 hooks_kernel on_many 400
    attaches 6.14 hooks_kernel on_many_returns 100
    umount /sys/fs/bpf
    return $result
}
# Attaches a program, which must find these values. Before the given kernel an error says what it lacks.
attaches() {
    since=$1 object=$2 program=$3
    shift 3
    status=0
    /probed "/objects/$object.o" "$program" "$@" >/tmp/out 2>/tmp/err || status=$?
    rm -rf /sys/fs/bpf/probed
    if [ $status -eq 0 ]; then
        echo "ok $object: $program"
    elif [ $status -eq 69 ] && older_than "$since"; then
        echo "absent $program: $(head -n 1 /tmp/err)"
    else
        echo "FAIL $object: $program: status $status"
        cat /tmp/out /tmp/err
        result=1
    fi
}

# Loads other people's objects with our loader and with libbpf. vmtest.sh compares the results. `make conformance
# KERNEL=…` loads every program; here it would take half of the machine's time.
conformance() { PROGRAMS=3 MODES=attach LIMIT=150 sh /machine.sh; }

# MARK: privilege

# Lifts the limit on locked memory, which matters before 5.11.
limit=
if older_than 5.11; then limit='-m 18446744073709551615'; fi

least_privilege() {
    shows_true /as-user $limit bpf,perfmon /swiftlet trace --output -
    if older_than 5.11; then
        shows_true /as-user -m 65536 bpf,perfmon,sys_resource /swiftlet trace --output -
        expected=77 traced /as-user -m 65536 bpf,perfmon /swiftlet trace --output - -- /bin/busybox true
        says 'ulimit -l'
    else
        shows_true /as-user -m 65536 bpf,perfmon /swiftlet trace --output -
    fi
}

missing_privilege() {
    expected=77
    traced /as-user perfmon /swiftlet trace --output - -- /bin/busybox true
    says CAP_BPF
    traced /as-user bpf /swiftlet trace --output - -- /bin/busybox true
    says CAP_PERFMON
    traced /as-user none /swiftlet trace --output - -- /bin/busybox true
    says 'CAP_BPF and CAP_PERFMON'
}

# The stream path needs the numbers of tracepoints, so the group gets a readable tracefs.
stream_privilege() {
    expected=77 traced /as-user $limit bpf,perfmon /swiftlet trace --output - --capture stream -- /bin/busybox true
    says tracefs
    # A tracefs that is mounted elsewhere keeps this group, so it is reset.
    mount -t tracefs -o gid=65534,mode=750 tracefs /sys/kernel/tracing
    status=0
    (stream_as_group) || status=1
    mount -o remount,gid=0,mode=700 /sys/kernel/tracing
    umount /sys/kernel/tracing
    return $status
}
stream_as_group() {
    paranoid=$(cat /proc/sys/kernel/perf_event_paranoid)
    if [ "$paranoid" -gt 2 ]; then
        # Debian's kernels begin with 3.
        expected=77 traced /as-user $limit bpf,perfmon /swiftlet trace --output - --capture stream -- /bin/busybox true
        says 'kernel.perf_event_paranoid=2'
        echo 2 >/proc/sys/kernel/perf_event_paranoid
    fi
    status=0
    (shows_true /as-user $limit bpf,perfmon /swiftlet trace --output - --capture stream) || status=1
    echo "$paranoid" >/proc/sys/kernel/perf_event_paranoid
    return $status
}

# A user with a small limit on locked memory gets an error that says so, if the limit matters.
loader_memlock() {
    /as-user -m 65536 bpf,perfmon /loader-check --memlock /objects
}

# Without /sys the loader creates probes in a private tracefs. This is the last check, since /sys is
# gone afterwards.
loader_tracefs() {
    umount /sys || umount -l /sys
    /loader-check --tracefs /objects
}

check bare
check sysfs_only
[ -e /sys/kernel ] || mount -t sysfs sys /sys
mount -t proc proc /proc
mount -t devtmpfs dev /dev 2>/dev/null || mount -t tmpfs dev /dev
[ -e /dev/null ] || mknod -m 666 /dev/null c 1 3
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
note "kernel: $release"
if [ -e /loader-check ]; then
    loader_checks='loader conformance loader_memlock loader_tracefs'
else
    loader_checks=probes
    note 'LEFT OUT: loader, conformance, loader_memlock, loader_tracefs: their programs are not Embedded Swift yet'
fi
for name in start_block start_stream stop read_only_root context stdio failed_hooks filters tcp \
    capture_block capture_stream capture_failed env_streaming \
    least_privilege missing_privilege stream_privilege $loader_checks; do
    check $name
done
