/// A refusal by the kernel, with advice if there is any.
public enum KernelError: Error, Sendable {
    /// A bpf(2) command failed for `subject`: a map, program or link.
    case call(command: Command, subject: String, errno: Errno)
    /// A call failed for a known cause: `reason` says what was found, what is expected and what to do.
    case refused(call: String, subject: String, errno: Errno, reason: String)
    /// A batch command stopped at an element; the elements before it are done.
    case batch(command: Command, subject: String, done: Int, of: Int, errno: Errno)
    /// The verifier rejected a program. `log` is its log, or the end of a very long one.
    case rejected(program: String, errno: Errno, log: VerifierLog)
    /// The kernel's BTF check rejected an object's types, with the check's log.
    case typesRejected(object: String, errno: Errno, log: VerifierLog)
    /// The process lacks a capability that bpf(2) requires for this command.
    case missingCapability(command: Command, subject: String, capability: String)
    /// The kernel lacks `feature`; `since` is the first version that has it.
    case missingFeature(_ feature: String, since: String, subject: String)
    /// The limit on locked memory (RLIMIT_MEMLOCK) is too low; before Linux 5.11.
    case memlock(subject: String, errno: Errno)
    /// A distribution's sysctl (Debian's kernels) restricts perf events to CAP_SYS_ADMIN.
    case perfEventParanoid(subject: String, level: Int)
    /// A system call other than bpf(2) failed.
    case system(call: String, subject: String, errno: Errno)
    /// The kernel has no such tracepoint.
    case noTracepoint(category: String, name: String)
    /// The kernel has no such function, or it can't be probed.
    case noFunction(name: String, program: String)
    /// No function that can be probed matches the pattern.
    case noFunctions(pattern: String, program: String)
    /// No tracefs could be read. The errors are from the detached mount and the two usual paths.
    case noTracefs(mount: Errno, tracing: Errno, debug: Errno)
    /// A pin path is not on a BPF file system.
    case notOnBPFFileSystem(subject: String, path: String)
    /// The folder of a pin path doesn't exist and can't be created: `missing` is the first missing folder.
    case noPinFolder(
        subject: String, path: String, folder: String, missing: String, isOnBPFFileSystem: Bool)
    /// A name, value or count is not acceptable to the kernel.
    case unfit(subject: String, reason: String)
}

extension KernelError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .call(let command, let subject, let errno):
            "\(subject): \(command.name): \(errno)"
        case .refused(let call, let subject, let errno, let reason):
            "\(subject): \(call): \(errno): \(reason)"
        case .batch(let command, let subject, let done, let all, let errno):
            "\(subject): \(command.name): \(errno) after \(done) of \(all) elements"
        case .rejected(let program, let errno, let log):
            "program '\(program)': rejected by the verifier: \(errno)\n\(log.summary)"
        case .typesRejected(let object, let errno, let log):
            "types (BTF) of '\(object)': refused by the kernel: \(errno)\n\(log.summary)"
        case .missingCapability(let command, let subject, let capability):
            "\(subject): \(command.name): not permitted: \(capability) is missing (run as root, or grant it with setcap)"
        case .missingFeature(let feature, let since, let subject):
            "\(subject): this kernel has no \(feature), which came with Linux \(since)"
        case .memlock(let subject, let errno):
            "\(subject): \(errno): the limit on locked memory is too low for BPF on this kernel (before Linux 5.11): raise it with ulimit -l unlimited"
        case .perfEventParanoid(let subject, let level):
            "\(subject): perf_event_open: CAP_PERFMON is not enough on this kernel while kernel.perf_event_paranoid is \(level): run as root, or sysctl kernel.perf_event_paranoid=2"
        case .system(let call, let subject, let errno):
            "\(subject): \(call): \(errno)"
        case .noTracepoint(let category, let name):
            "tracepoint \(category):\(name) does not exist in this kernel"
        case .noFunction(let name, let program):
            "program '\(program)': this kernel has no function '\(name)' that can be probed (/proc/kallsyms)"
        case .noFunctions(let pattern, let program):
            "program '\(program)': this kernel has no function like '\(pattern)' that can be probed (available_filter_functions in tracefs)"
        case .noTracefs(let mount, let tracing, let debug):
            "tracefs can't be read: own mount: \(mount); /sys/kernel/tracing: \(tracing); /sys/kernel/debug/tracing: \(debug); it takes CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH, or a tracefs that this user may read: mount -t tracefs -o gid=GROUP,mode=750 tracefs /sys/kernel/tracing"
        case .notOnBPFFileSystem(let subject, let path):
            "\(subject): can't be pinned at \(path): that is not on a BPF file system; mount one (mount -t bpf bpf /sys/fs/bpf), or pin below one that is mounted"
        case .noPinFolder(let subject, let path, let folder, let missing, let isOnBPFFileSystem):
            "\(subject): can't be pinned at \(path): there is no folder \(missing): "
                + (isOnBPFFileSystem
                    ? "make it first (mkdir -p \(folder)); only a path's last folder is made"
                    : "make it and mount a BPF file system there (mkdir -p \(folder) && mount -t bpf bpf \(folder)), or pin below one that is mounted")
        case .unfit(let subject, let reason):
            "\(subject): \(reason)"
        }
    }
}

extension Command {
    /// The UAPI name.
    var name: String {
        switch self {
        case .mapCreate: "BPF_MAP_CREATE"
        case .mapLookup: "BPF_MAP_LOOKUP_ELEM"
        case .mapUpdate: "BPF_MAP_UPDATE_ELEM"
        case .mapDelete: "BPF_MAP_DELETE_ELEM"
        case .mapNextKey: "BPF_MAP_GET_NEXT_KEY"
        case .programLoad: "BPF_PROG_LOAD"
        case .objectPin: "BPF_OBJ_PIN"
        case .objectGet: "BPF_OBJ_GET"
        case .programTestRun: "BPF_PROG_TEST_RUN"
        case .programNextID: "BPF_PROG_GET_NEXT_ID"
        case .mapNextID: "BPF_MAP_GET_NEXT_ID"
        case .programByID: "BPF_PROG_GET_FD_BY_ID"
        case .mapByID: "BPF_MAP_GET_FD_BY_ID"
        case .btfByID: "BPF_BTF_GET_FD_BY_ID"
        case .btfNextID: "BPF_BTF_GET_NEXT_ID"
        case .mapLookupAndDelete: "BPF_MAP_LOOKUP_AND_DELETE_ELEM"
        case .mapLookupBatch: "BPF_MAP_LOOKUP_BATCH"
        case .mapLookupAndDeleteBatch: "BPF_MAP_LOOKUP_AND_DELETE_BATCH"
        case .mapUpdateBatch: "BPF_MAP_UPDATE_BATCH"
        case .mapDeleteBatch: "BPF_MAP_DELETE_BATCH"
        case .linkByID: "BPF_LINK_GET_FD_BY_ID"
        case .linkNextID: "BPF_LINK_GET_NEXT_ID"
        case .enableStatistics: "BPF_ENABLE_STATS"
        case .objectInfo: "BPF_OBJ_GET_INFO_BY_FD"
        case .programQuery: "BPF_PROG_QUERY"
        case .rawTracepointOpen: "BPF_RAW_TRACEPOINT_OPEN"
        case .btfLoad: "BPF_BTF_LOAD"
        case .mapFreeze: "BPF_MAP_FREEZE"
        case .linkCreate: "BPF_LINK_CREATE"
        case .linkUpdate: "BPF_LINK_UPDATE"
        case .iteratorCreate: "BPF_ITER_CREATE"
        case .linkDetach: "BPF_LINK_DETACH"
        }
    }
}
