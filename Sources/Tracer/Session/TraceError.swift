public import ELFLoader

/// Why tracing can't start or continue.
public enum TraceError: Error, Sendable {
    /// The process lacks these capabilities.
    case notPermitted(missing: [String])
    /// The process is in a user namespace, whose capabilities don't count for bpf(2).
    case userNamespace
    /// /proc belongs to another pid namespace or is not mounted, so pids can't be resolved.
    case foreignProc
    /// The tracer's programs could not be loaded or attached.
    case load(LoadError)
    /// The ring buffer could not be mapped or waited for.
    case ring(RingBufferError)
    /// A map could not be read or written.
    case map(KernelError)
    /// The process to trace does not exist.
    case noProcess(UInt32)
    /// The pid to trace is that of a thread of another process.
    case isThread(UInt32, of: UInt32)
    /// The directory is not a cgroup, or can't be opened.
    case cgroup(path: String, KernelError)
    /// The embedded object does not match this code.
    case object(ObjectError)
}

extension TraceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notPermitted(let missing):
            "not permitted: \(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") missing; run as root, or grant the capabilities with setcap"
        case .userNamespace:
            "not permitted: in a user namespace no capability suffices for bpf(2); run outside of it, as root on the host"
        case .foreignProc:
            "/proc does not show this pid namespace, so that a pid may be another process's; mount its own (mount -t proc proc /proc)"
        case .load(let error): "\(error)"
        case .ring(let error): "\(error)"
        case .map(let error): "\(error)"
        case .noProcess(let pid): "there is no process \(pid)"
        case .isThread(let thread, let process):
            "\(thread) is a thread of process \(process); trace that one"
        case .cgroup(let path, .system(_, _, .noEntry)): "there is no cgroup \(path)"
        case .cgroup(let path, .call(.mapUpdate, _, .badDescriptor)):
            "\(path) is no folder of the cgroup v2 file system"
        case .cgroup(let path, let error): "cgroup \(path): \(error)"
        case .object(let error): "embedded object: \(error)"
        }
    }
}
