/// Where an exec took place and with which rights, beside what the program was given.
///
/// All of it is as it was when the exec had succeeded. What is not known is nil or empty: an exec that
/// failed has no context of its own.
public struct ProcessContext: Sendable, Equatable {
    /// The working directory, as the process itself would see it.
    public var workingDirectory: [UInt8] = []
    /// The file that runs (`/proc/PID/exe`): for a script its interpreter.
    public var executable: [UInt8] = []
    /// The cgroup's path in the unified hierarchy, with its leading slash.
    public var cgroupPath: [UInt8] = []
    /// The container that the cgroup's path tells of.
    public var container: Container?
    /// The file that the program ran which forked the process; empty if it is not known. Unlike the
    /// parent's pid it doesn't change when the parent ends.
    public var parentExecutable: [UInt8] = []
    /// The name of the parent's program.
    public var parentComm: [UInt8] = []
    /// Effective ids, in the initial user namespace.
    public var effectiveUID: UInt32?
    public var effectiveGID: UInt32?
    /// The session's id (setsid(2)), in the initial pid namespace.
    public var sessionID: UInt32?
    /// Who logged in (`/proc/PID/loginuid`); nil for what no login started.
    public var loginUID: UInt32?
    /// The controlling terminal, as `pts/0`.
    public var terminal: [UInt8] = []
    public var namespaces: Namespaces?
    /// The effective set, a bit for each capability (capabilities(7)).
    public var effectiveCapabilities: UInt64?

    public init() {}
}

/// The inodes of a process's namespaces (namespaces(7)); its pid namespace is told with the exec.
public struct Namespaces: Sendable, Equatable {
    public var mount: UInt32 = 0
    public var network: UInt32 = 0
    public var uts: UInt32 = 0
    public var ipc: UInt32 = 0
    public var cgroup: UInt32 = 0
    public var user: UInt32 = 0

    public init() {}
}

/// A container, as far as a cgroup's path names it.
public struct Container: Sendable, Equatable {
    /// 64 hexadecimal digits with the runtimes that there are; in the path's own letters.
    public var id: [UInt8]
    /// What made it: `docker`, `containerd`, `podman`, `cri-o`, `lxc`; empty if the path doesn't tell.
    public var runtime: [UInt8]

    public init(id: [UInt8], runtime: [UInt8]) {
        self.id = id
        self.runtime = runtime
    }
}
