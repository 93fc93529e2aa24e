import Foundation
import Tracer

/// A script that ends in an exec of `sleep 4321`, traced, and stopped there to be looked at.
enum Sleeper {
    /// What ends a script.
    static let command = "exec /bin/sleep 4321"

    /// What the kernel says of a process, by names of our own.
    struct Process {
        let pid: UInt32

        func text(_ file: String) -> String? {
            try? String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8)
        }

        func link(_ file: String) -> String? {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/\(file)")
        }

        /// `mnt:[4026531841]`
        func namespace(_ kind: String) -> UInt32? {
            link("ns/\(kind)")?.split(separator: "[").last.flatMap { UInt32($0.dropLast()) }
        }

        /// The words behind `Key:` in status.
        func status(_ key: String) -> [Substring] {
            let line = text("status")?.split(separator: "\n").first { $0.hasPrefix(key + ":") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().map { $0 } ?? []
        }

        /// A field of stat, numbered as in the manual; from 3 on.
        func stat(_ number: Int) -> Int? {
            let words = text("stat")?.split(separator: ")").last?.split(separator: " ") ?? []
            return words.count > number - 3 ? Int(words[number - 3]) : nil
        }

        /// In the unified hierarchy.
        var cgroup: String? {
            text("cgroup")?.split(separator: "\n").first { $0.hasPrefix("0::") }
                .map { String($0.dropFirst(3)) }
        }
    }

    struct NotSeen: Error { let script: String }

    /// Runs a script under a session, and looks at what it becomes.
    ///
    /// - Parameters:
    ///   - shell: What runs the script, which is its last argument.
    ///   - seconds: The argument of the script's `sleep`, by which its exec is found. Suites that run at the same time
    ///     see each other's processes, so each has its own.
    static func look<Value>(
        at script: String, shell: [String] = ["/bin/sh", "-ec"],
        capture: TraceOptions.Capture = .block, seconds: String = "4321",
        _ body: (ExecEvent, Process) throws -> Value
    ) throws -> Value {
        var options = TraceOptions()
        options.followDescendants = true
        options.capture = capture
        var session = try TraceSession(options)
        try session.follow(pid: getpid())
        try session.attach()
        let process = Foundation.Process()
        process.executableURL = URL(fileURLWithPath: shell[0])
        process.arguments = shell.dropFirst() + [script]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let collected = Collected()
        func sleeps(_ exec: ExecEvent) -> Bool {
            exec.arguments.count == 2 && exec.arguments.strings.last == seconds
        }
        try collected.drain(&session) {
            collected.execs.contains(where: sleeps) || !process.isRunning
        }
        let exec = collected.execs.last(where: sleeps)
        defer {
            if let exec { kill(pid_t(exec.pid), SIGKILL) }
            process.waitUntilExit()
        }
        _ = try collected.stop(&session)
        guard let exec else { throw NotSeen(script: script) }
        return try body(exec, Process(pid: exec.pid))
    }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}
