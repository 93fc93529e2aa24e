internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims
internal import Tracer
internal import TracerRules

/// The filters: which processes are traced.
struct FilterOptions {
    let pid: [UInt32]
    let descendants: Bool
    let uid: [UInt32]
    let comm: [ByteString]
    let cgroup: [ByteString]
    let pidNs: [UInt32]

    static var descriptions: [OptionDescription] {
        let group = OptionDescription.Group(
            "Filters", note: "different kinds must all match, one of each kind")
        return [
            OptionDescription(
                "pid", short: "p", value: .init("PID", completion: .processes),
                help: "Only this running process; the trace ends with it.", isRepeatable: true,
                group: group),
            OptionDescription(
                "descendants", help: "With `--pid`: also everything it has forked and will fork.",
                group: group),
            OptionDescription(
                "uid", short: "u", value: .init("NAME|NUMBER", completion: .users),
                help: "Only programs of this real user.", isRepeatable: true, group: group),
            OptionDescription(
                "comm", value: .init("GLOB"),
                help:
                    "Only programs with this name: `make`, `gcc*`, or any pattern of fnmatch(3). The kernel keeps 15 bytes of a name.",
                isRepeatable: true, group: group),
            OptionDescription(
                "cgroup", value: .init("PATH", completion: .folders),
                help:
                    "Only programs in this cgroup (v2) or below it: `/system.slice/ssh.service`.",
                isRepeatable: true, group: group),
            OptionDescription(
                "pid-ns", value: .init("INODE|FILE", completion: .files),
                help:
                    "Only programs in this pid namespace: its inode, or a file such as `/proc/PID/ns/pid`.",
                isRepeatable: true, group: group),
        ]
    }

    init(_ arguments: ParsedArguments) throws(UsageError) {
        pid = try arguments.all("pid", expected: "the number of a process") {
            UInt32($0).flatMap { $0 > 0 ? $0 : nil }
        }
        descendants = arguments.has("descendants")
        uid = try arguments.all("uid", expected: "a number, or a user in /etc/passwd", Self.user)
        comm = arguments.all("comm")
        cgroup = arguments.all("cgroup")
        var namespaces: [UInt32] = []
        for value in arguments.all("pid-ns") { namespaces.append(try Self.pidNamespace(value)) }
        pidNs = namespaces
        if descendants, pid.isEmpty {
            throw .conflict("--descendants goes with --pid; a command's are always traced")
        }
        if cgroup.count > Self.cgroupLimit {
            throw .conflict("--cgroup can be given \(Self.cgroupLimit) times at most")
        }
        if uid.count > Self.numberLimit || pidNs.count > Self.numberLimit {
            throw .conflict("--uid and --pid-ns can be given \(Self.numberLimit) times at most")
        }
    }

    /// FILTER_CGROUPS_MAX (bpf/tracer_filter.h).
    private static var cgroupLimit: Int { 16 }
    private static var numberLimit: Int { 1024 }

    /// - Throws: `Failure` if there is no cgroup v2 file system.
    func filter() throws(Failure) -> ProcessFilter {
        var filter = ProcessFilter()
        filter.users = uid
        filter.comms = comm.map { CommPattern(bytes: $0.bytes) }
        filter.pidNamespaces = pidNs
        if !cgroup.isEmpty {
            guard let root = Self.cgroupRoot() else {
                throw Failure(
                    status: ExitStatus.unavailable,
                    message: "--cgroup: no cgroup v2 file system is mounted (mount -t cgroup2 none FOLDER)")
            }
            filter.cgroups = cgroup.map { Self.path(of: $0.shown, below: root) }
        }
        return filter
    }

    private static func path(of path: String, below root: String) -> String {
        let below = path.utf8.first == UInt8(ascii: "/") ? root + path : root + "/" + path
        return !exists(below) && exists(path) ? path : below
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
    private static func user(_ argument: String) -> UInt32? {
        if let number = UInt32(argument) { return number }
        let passwd = (try? Kernel.readFile("/etc/passwd")) ?? []
        return UserTable(parsing: passwd)[argument]
    }

    /// A pid namespace by its inode, or by a file of /proc.
    private static func pidNamespace(_ argument: ByteString) throws(UsageError) -> UInt32 {
        if let inode = UInt32(argument.shown) { return inode }
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let inode = unsafe argument.withCString { path in unsafe swiftlet_inode(path) }
        guard let inode = UInt32(exactly: inode) else {
            throw .invalidValue(
                option: "--pid-ns", value: argument.shown,
                expected: "an inode, or a file that exists, such as /proc/PID/ns/pid")
        }
        return inode
    }
}
