import CommandRun
import Foundation
import Testing

/// Runs the command.
struct Command {
    struct Result {
        var status: Int32
        var output: String
        var errors: String

        var lines: [Substring] { output.split(separator: "\n") }

        /// The lines as JSON objects.
        func events() throws -> [[String: Any]] {
            try lines.map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                return object as? [String: Any] ?? [:]
            }
        }

        func events(_ kind: String) throws -> [[String: Any]] {
            try events().filter { $0["event"] as? String == kind }
        }
    }

    static var folder: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
    }

    /// SWIFTLET_TEST_TOOL, an absolute path, or what was built beside the tests.
    static var swiftlet: String {
        ProcessInfo.processInfo.environment["SWIFTLET_TEST_TOOL"] ?? builtBesideTheTests
    }
    static var builtBesideTheTests: String { folder.appendingPathComponent("swiftlet").path }
    static var execs: String { folder.appendingPathComponent("execs").path }

    /// `swiftlet ARGUMENTS`
    static func swiftlet(
        _ arguments: [String], environment: [String: String]? = nil
    ) throws -> Result {
        try run([swiftlet] + arguments, environment: environment)
    }

    static func run(_ command: [String], environment: [String: String]? = nil) throws -> Result {
        let running = try start(command, environment: environment)
        return try running.end()
    }

    /// A command that runs; one that hangs is killed after ten minutes, which a busy host may need.
    static func start(
        _ command: [String], environment: [String: String]? = nil
    ) throws -> Running {
        try Running(command, environment: environment)
    }

    final class Running: @unchecked Sendable {
        let process = Process()
        private let output = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-out-\(UUID().uuidString)")
        private let errors = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-err-\(UUID().uuidString)")

        init(_ command: [String], environment: [String: String]?) throws {
            process.executableURL = URL(fileURLWithPath: command[0])
            process.arguments = Array(command.dropFirst())
            if let environment { process.environment = environment }
            for (file, handle) in [(output, true), (errors, false)] {
                _ = FileManager.default.createFile(atPath: file.path, contents: nil)
                let opened = try FileHandle(forWritingTo: file)
                if handle {
                    process.standardOutput = opened
                } else {
                    process.standardError = opened
                }
            }
            process.standardInput = FileHandle.nullDevice
            try process.run()
            let pid = process.processIdentifier
            DispatchQueue.global().asyncAfter(deadline: .now() + 600) { [process] in
                if process.isRunning { kill(pid, SIGKILL) }
            }
        }

        /// The processes that its first thread has started (proc_pid_children(5)).
        var children: [pid_t] {
            let pid = process.processIdentifier
            let text = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
            return (text ?? "").split(separator: " ").compactMap { pid_t($0) }
        }

        /// Kills it with its children, and waits. A child that lives on would hold the socket by which
        /// Foundation sees the end: nobody would reap the process then, and a test that waits for any
        /// child (an exit test) would find that one again and again.
        func killWithChildren() {
            for child in children { kill(child, SIGKILL) }
            kill(process.processIdentifier, SIGKILL)
            _ = try? end()
        }

        /// What it has written so far.
        var said: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

        /// And on standard error.
        var complained: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

        /// Waits until it has written a text; false after two minutes.
        func waitUntilSaid(_ text: String) -> Bool {
            eventually { said.contains(text) }
        }

        func end() throws -> Result {
            process.waitUntilExit()
            defer {
                try? FileManager.default.removeItem(at: output)
                try? FileManager.default.removeItem(at: errors)
            }
            // As a shell has it.
            let status =
                process.terminationReason == .exit
                ? process.terminationStatus : 128 + process.terminationStatus
            keepEvents()
            let result = Result(
                status: status, output: try String(contentsOf: output, encoding: .utf8),
                errors: try String(contentsOf: errors, encoding: .utf8))
            // No trace, whatever it is asked for, makes a call that its sandbox refuses.
            if result.errors.contains("swiftlet: sandbox: ") {
                Issue.record("\(process.arguments ?? []): \(result.errors)")
            }
            return result
        }

        /// Copies what was written as JSON events into the folder SWIFTLET_TEST_EVENTS, where
        /// tools/validate-events.py holds all of it against docs/schema.json afterwards. A script's output
        /// may mix events with other text, so it is left out.
        private func keepEvents() {
            guard let folder = ProcessInfo.processInfo.environment["SWIFTLET_TEST_EVENTS"],
                process.executableURL?.path == Command.swiftlet
            else { return }
            var files = [output]
            let arguments = process.arguments ?? []
            for (option, value) in zip(arguments, arguments.dropFirst()) where option == "--output" {
                files.append(URL(fileURLWithPath: value))
            }
            for file in files {
                // Not a terminal, a device or a FIFO.
                guard (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true,
                    let data = try? Data(contentsOf: file), data.starts(with: Data(#"{"v":1,"#.utf8))
                else { continue }
                let copy = URL(fileURLWithPath: folder + "/\(UUID().uuidString).ndjson")
                // Nothing there is a failure later: there would be no event to validate.
                try? data.write(to: copy)
            }
        }
    }
}
