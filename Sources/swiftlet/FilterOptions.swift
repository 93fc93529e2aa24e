internal import ArgumentParser
internal import ELFLoader
internal import SwiftletShims
internal import Tracer
internal import TracerRules

/// The filters: which processes are traced.
struct FilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this running process; the trace ends with it (repeatable).", valueName: "pid"))
    var pid: [UInt32] = []

    @Flag(help: "With --pid: also everything it has forked and will fork.")
    var descendants = false

    @Option(
        help: ArgumentHelp("Only programs of this real user (repeatable).", valueName: "name|number"),
        transform: Self.user)
    var uid: [UInt32] = []

    @Option(
        help: ArgumentHelp(
            "Only programs with this name: make, gcc*, or any pattern of fnmatch(3). The kernel keeps 15 bytes of a name (repeatable).",
            valueName: "glob"))
    var comm: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only programs in this cgroup (v2) or below it: /system.slice/ssh.service (repeatable).",
            valueName: "path"))
    var cgroup: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only programs in this pid namespace: its inode, or a file such as /proc/PID/ns/pid (repeatable).",
            valueName: "inode|file"),
        transform: Self.pidNamespace)
    var pidNs: [UInt32] = []

    func validate() throws {
        if descendants, pid.isEmpty {
            throw ValidationError("--descendants goes with --pid; a command's are always traced")
        }
        if pid.contains(0) { throw ValidationError("--pid must be a positive number") }
        for pattern in comm where pattern.isEmpty || pattern.utf8.contains(0) {
            throw ValidationError("--comm must not be empty")
        }
        if cgroup.count > Self.cgroupLimit {
            throw ValidationError("--cgroup can be given \(Self.cgroupLimit) times at most")
        }
        if uid.count > Self.numberLimit || pidNs.count > Self.numberLimit {
            throw ValidationError("--uid and --pid-ns can be given \(Self.numberLimit) times at most")
        }
    }

    /// FILTER_CGROUPS_MAX (bpf/tracer_filter.h).
    private static var cgroupLimit: Int { 16 }
    private static var numberLimit: Int { 1024 }

    /// - Throws: `Failure` if there is no cgroup v2 file system.
    func filter() throws(Failure) -> ProcessFilter {
        var filter = ProcessFilter()
        filter.users = uid
        filter.comms = comm.map { CommPattern(bytes: $0.exactBytes) }
        filter.pidNamespaces = pidNs
        if !cgroup.isEmpty {
            guard let root = Self.cgroupRoot() else {
                throw Failure(
                    status: ExitStatus.unavailable,
                    message: "--cgroup: no cgroup v2 file system is mounted (mount -t cgroup2 none FOLDER)")
            }
            filter.cgroups = cgroup.map { path in
                let below = path.starts(with: "/") ? root + path : root + "/" + path
                return !Self.exists(below) && Self.exists(path) ? path : below
            }
        }
        return filter
    }

    private static func exists(_ path: String) -> Bool {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        unsafe path.withCString { path in unsafe swiftlet_inode(path) } >= 0
    }

    /// Where the cgroup v2 file system is mounted. Source: proc_pid_mountinfo(5).
    private static func cgroupRoot() -> String? {
        guard let content = try? Kernel.readFile("/proc/self/mountinfo") else { return nil }
        for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count, fields.count > 4,
                fields[dash + 1] == "cgroup2"
            else { continue }
            return String(fields[4])
        }
        return nil
    }
}

extension FilterOptions {
    /// A user by number, or by name (passwd(5)).
    private static func user(_ argument: String) throws -> UInt32 {
        if let number = UInt32(argument) { return number }
        let passwd = (try? Kernel.readFile("/etc/passwd")) ?? []
        guard let number = UserTable(parsing: passwd)[argument] else {
            throw ValidationError("there is no user '\(argument)' in /etc/passwd")
        }
        return number
    }

    /// A pid namespace by its inode, or by a file of /proc.
    private static func pidNamespace(_ argument: String) throws -> UInt32 {
        if let inode = UInt32(argument) { return inode }
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let inode = unsafe argument.withCString { path in unsafe swiftlet_inode(path) }
        guard let inode = UInt32(exactly: inode) else {
            throw ValidationError("there is no file '\(argument)', such as /proc/PID/ns/pid")
        }
        return inode
    }
}
