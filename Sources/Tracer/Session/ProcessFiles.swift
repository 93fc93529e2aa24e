internal import ELFLoader
internal import SwiftletShims
internal import TracerCapture

/// Reads a process's files in /proc.
///
/// Source: proc_pid_stat(5), proc_pid_cmdline(5), proc_pid_environ(5). At any read the process may be gone,
/// or another one may have its pid: callers compare `identity`.
struct ProcessFiles {
    let pid: UInt32

    /// Fields of /proc/PID/stat.
    struct Status: Equatable {
        var ppid: UInt32
        /// Start time, in clock ticks since boot (field 22).
        var startTicks: UInt64
        /// Addresses of the strings (fields 48 to 51); 0 if access is not permitted.
        var argumentsStart: UInt64
        var argumentsEnd: UInt64
        var environmentStart: UInt64
        var environmentEnd: UInt64
    }

    /// Nil if the process does not exist.
    func status() -> Status? { read("stat").flatMap(Self.status) }

    private static func status(_ content: [UInt8]) -> Status? {
        // The name in parentheses may contain anything, including parentheses and blanks: the fields start
        // after the last parenthesis.
        guard let close = content.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = content[(close + 1)...].split(separator: UInt8(ascii: " ")).map(number)
        // Field 3 in the man page is the first one here.
        func field(_ number: Int) -> UInt64 {
            fields.indices.contains(number - 3) ? fields[number - 3] : 0
        }
        return Status(
            ppid: UInt32(truncatingIfNeeded: field(4)), startTicks: field(22),
            argumentsStart: field(48), argumentsEnd: field(49), environmentStart: field(50),
            environmentEnd: field(51))
    }

    /// Whether the process has not ended; a zombie has ended.
    var isRunning: Bool {
        guard let content = read("stat"), let close = content.lastIndex(of: UInt8(ascii: ")")),
            close + 2 < content.count
        else { return false }
        return !Array("ZXx".utf8).contains(content[close + 2])
    }

    /// The thread group ID: the pid of the process that this thread belongs to.
    var threadGroup: UInt32? {
        guard let content = read("status") else { return nil }
        for line in content.split(separator: UInt8(ascii: "\n"))
        where line.starts(with: Array("Tgid:".utf8)) {
            return UInt32(truncatingIfNeeded: Self.number(line))
        }
        return nil
    }

    /// The name in a process's `stat`, the same as in `comm`.
    private static func comm(_ content: [UInt8]) -> [UInt8] {
        guard let open = content.firstIndex(of: UInt8(ascii: "(")),
            let close = content.lastIndex(of: UInt8(ascii: ")")), open < close
        else { return [] }
        return Array(content[(open + 1)..<close])
    }

    /// The running file; empty if it can't be read, as for a kernel thread.
    func executable() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initialized in
            // SAFETY: the call writes no more bytes than the size it is given.
            let length = unsafe swiftlet_readlink(
                "/proc/\(pid)/exe", buffer.baseAddress, buffer.count)
            initialized = max(0, length)
        }
    }

    func arguments() -> [UInt8]? { read("cmdline") }
    func environment() -> [UInt8]? { read("environ") }

    private func read(_ name: String) -> [UInt8]? {
        try? Kernel.readFile("/proc/\(pid)/\(name)")
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64 {
        var number: UInt64 = 0
        for digit in digits where digit >= 0x30 && digit <= 0x39 {
            number = number &* 10 &+ UInt64(digit - 0x30)
        }
        return number
    }
}

extension ProcessFiles {
    /// All live processes.
    static func all() -> [UInt32] {
        // Processes that start between the two calls are seen by their fork.
        let count = swiftlet_processes(nil, 0)
        guard count > 0 else { return [] }
        return unsafe [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
            // SAFETY: the call writes no more entries than the size it is given.
            let found = unsafe swiftlet_processes(buffer.baseAddress, buffer.count)
            initialized = max(0, min(found, buffer.count))
        }
    }

    /// This process and its ancestors, as far as this pid namespace has them.
    static func ancestors() -> [UInt32] {
        var found: [UInt32] = []
        var next = UInt32(bitPattern: swiftlet_getpid())
        // A pid that is used again could close a circle.
        while next != 0, !found.contains(next) {
            found.append(next)
            next = ProcessFiles(pid: next).status()?.ppid ?? 0
        }
        return found
    }

    /// A process that started before the trace; its environment only on request.
    func metadata(environment wanted: Bool) -> ProcessMetadata? {
        guard let content = read("stat"), let status = Self.status(content) else { return nil }
        let environment = wanted ? environment() : nil
        var process = ProcessMetadata(
            pid: pid, ppid: status.ppid, startTime: 0, comm: Self.comm(content),
            environment: environment.map { Environment(block: $0) })
        process.argumentsStart = status.argumentsStart
        process.executable = executable()
        return process
    }

    /// The current strings of the process, if it still runs the program of that exec.
    ///
    /// The address of the strings identifies the exec, since it changes with each. It is compared before and
    /// after the read.
    func strings(of event: ExecEvent, argumentsStart: UInt64) -> ProcessStrings? {
        guard argumentsStart != 0, let before = status(), before.isExec(event, argumentsStart),
            let arguments = arguments(), let environment = environment(), status() == before
        else { return nil }
        return ProcessStrings(arguments: arguments, environment: environment)
    }
}

extension ProcessFiles.Status {
    fileprivate func isExec(_ event: ExecEvent, _ start: UInt64) -> Bool {
        argumentsStart == start && argumentsEnd &- argumentsStart == event.argumentBytes
            && environmentStart == argumentsEnd
            && environmentEnd &- environmentStart == event.environmentBytes
    }
}
