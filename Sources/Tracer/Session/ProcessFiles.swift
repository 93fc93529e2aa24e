internal import ELFLoader
internal import SwiftletShims
internal import TracerCapture

/// What /proc says of a process.
///
/// Source: proc_pid_stat(5), proc_pid_cmdline(5), proc_pid_environ(5). Every read may find the process
/// gone, or another one under its pid: whoever asks compares `identity`.
struct ProcessFiles {
    let pid: UInt32

    /// Fields of /proc/PID/stat.
    struct Status: Equatable {
        var ppid: UInt32
        /// Of its start, in clock ticks since boot (field 22).
        var startTicks: UInt64
        /// Addresses of the strings (fields 48 to 51); 0 if they may not be seen.
        var argumentsStart: UInt64
        var argumentsEnd: UInt64
        var environmentStart: UInt64
        var environmentEnd: UInt64
    }

    /// Nil if there is no such process.
    func status() -> Status? {
        guard let content = read("stat") else { return nil }
        // The name in parentheses may hold anything, parentheses and blanks too: what counts comes
        // after the last one.
        guard let close = content.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = content[(close + 1)...].split(separator: UInt8(ascii: " ")).map(Self.number)
        // Field 3 of the manual is the first one here.
        func field(_ number: Int) -> UInt64 {
            fields.indices.contains(number - 3) ? fields[number - 3] : 0
        }
        return Status(
            ppid: UInt32(truncatingIfNeeded: field(4)), startTicks: field(22),
            argumentsStart: field(48), argumentsEnd: field(49), environmentStart: field(50),
            environmentEnd: field(51))
    }

    /// Whether it has not ended: a zombie has.
    var isRunning: Bool {
        guard let content = read("stat"), let close = content.lastIndex(of: UInt8(ascii: ")")),
            close + 2 < content.count
        else { return false }
        return !Array("ZXx".utf8).contains(content[close + 2])
    }

    /// The process that this one is a thread of, or it itself.
    var threadGroup: UInt32? {
        guard let content = read("status") else { return nil }
        for line in content.split(separator: UInt8(ascii: "\n"))
        where line.starts(with: Array("Tgid:".utf8)) {
            return UInt32(truncatingIfNeeded: Self.number(line))
        }
        return nil
    }

    func comm() -> [UInt8] {
        guard var name = read("comm") else { return [] }
        if name.last == UInt8(ascii: "\n") { name.removeLast() }
        return name
    }

    /// The file that runs; empty if it can't be told, as for a thread of the kernel.
    func executable() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initialized in
            // SAFETY: the call writes no more than it is told that there is room for.
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
    /// The processes that are alive now.
    static func all() -> [UInt32] {
        // Some more may come to be between the two calls; they are seen by their fork.
        let count = swiftlet_processes(nil, 0)
        guard count > 0 else { return [] }
        return unsafe [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
            // SAFETY: the call writes no more than it is told that there is room for.
            let found = unsafe swiftlet_processes(buffer.baseAddress, buffer.count)
            initialized = max(0, min(found, buffer.count))
        }
    }

    /// A process from before the trace; its environment only if it is asked for.
    func metadata(environment wanted: Bool) -> ProcessMetadata? {
        guard let status = status() else { return nil }
        let environment = wanted ? environment() : nil
        var process = ProcessMetadata(
            pid: pid, ppid: status.ppid, startTime: 0, comm: comm(),
            environment: environment.map { Environment(block: $0) })
        process.argumentsStart = status.argumentsStart
        process.executable = executable()
        return process
    }

    /// What the process has for strings now, if it still runs the program of that exec.
    ///
    /// The address of its strings identifies the exec, since it changes with each. It is looked at before
    /// and after.
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
