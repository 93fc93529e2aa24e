/// Where an exec took place and with which privileges.
///
/// All fields describe the moment the exec succeeded. Unknown fields are nil or empty: a failed exec has no
/// context of its own.
public struct ProcessContext: Sendable, Equatable {
    /// The working directory, as the process itself would see it.
    public var workingDirectory: [UInt8] = []
    /// The running file (`/proc/PID/exe`): for a script, its interpreter.
    public var executable: [UInt8] = []
    /// The cgroup's path in the unified hierarchy, with its leading slash.
    public var cgroupPath: [UInt8] = []
    /// The container named by the cgroup's path.
    public var container: Container?
    /// The file of the program that forked the process; empty if unknown. Unlike the parent's pid, it doesn't
    /// change when the parent exits.
    public var parentExecutable: [UInt8] = []
    /// The name of the parent's program.
    public var parentComm: [UInt8] = []
    /// Effective ids, in the initial user namespace.
    public var effectiveUID: UInt32?
    public var effectiveGID: UInt32?
    /// The session's id (setsid(2)), in the initial pid namespace.
    public var sessionID: UInt32?
    /// The login user (`/proc/PID/loginuid`); nil if no login started the process.
    public var loginUID: UInt32?
    /// The controlling terminal, such as `pts/0`.
    public var terminal: [UInt8] = []
    public var namespaces: Namespaces?
    /// The effective set, one bit per capability (capabilities(7)).
    public var effectiveCapabilities: UInt64?

    public init() {}
}

/// The inodes of a process's namespaces (namespaces(7)); the exec event has the pid namespace.
public struct Namespaces: Sendable, Equatable {
    public var mount: UInt32 = 0
    public var network: UInt32 = 0
    public var uts: UInt32 = 0
    public var ipc: UInt32 = 0
    public var cgroup: UInt32 = 0
    public var user: UInt32 = 0

    public init() {}
}

/// A container, as named by its cgroup's path.
public struct Container: Sendable, Equatable {
    /// 64 hexadecimal digits with all current runtimes but lxc, spelled as in the path.
    public var id: [UInt8]
    /// The runtime: `docker`, `containerd`, `podman`, `cri-o` or `lxc`; empty if the path doesn't identify
    /// it.
    public var runtime: [UInt8]

    public init(id: [UInt8], runtime: [UInt8]) {
        self.id = id
        self.runtime = runtime
    }
}
