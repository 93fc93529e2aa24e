import CommandRun
import Foundation
import KernelOracle
import Testing
import Tracer

/// The tracer in namespaces of its own, made by unshare(1).
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct NamespaceTests {
    private static var swiftlet: URL {
        Load.program.deletingLastPathComponent().appendingPathComponent("swiftlet")
    }

    private func run(_ unshare: [String], _ arguments: [String]) throws -> (
        status: Int32, output: [String], errors: String
    ) {
        let run = try CommandRun(
            ["/usr/bin/unshare"] + unshare + [Self.swiftlet.path, "trace"] + arguments)
        return (run.status, run.text.split(separator: "\n").map(String.init), run.complaint)
    }

    private func events(_ lines: [String], _ kind: String) throws -> [[String: Any]] {
        try lines.filter { $0.hasPrefix("{") }.compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }.filter { $0["event"] as? String == kind }
    }

    /// The shell tells its own pid, which is that of its events.
    @Test(arguments: [["--pid", "--fork", "--mount-proc"], ["--pid", "--fork"]])
    func aCommandInAPidNamespace(unshare: [String]) throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-\(UUID().uuidString).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        let (status, output, _) = try run(
            unshare,
            [
                "--format", "json", "--output", file.path, "--", "/bin/sh", "-c",
                "echo $$; /bin/true; exit 5",
            ])
        #expect(status == 5)
        let pid = try #require(Int(output.first ?? ""))
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(
            String.init)
        let execs = try events(lines, "exec")
        #expect(execs.map { $0["pid"] as? Int }.first == pid)
        #expect(execs.count == 2)
        #expect(execs.last?["ppid"] as? Int == pid)
        #expect(try events(lines, "exit").compactMap { $0["exit_code"] as? Int } == [0, 5])
        #expect(try events(lines, "summary").count == 1)
    }

    @Test func aPidThatProcDoesNotTellIsRefused() throws {
        let (status, _, errors) = try run(
            ["--pid", "--fork"], ["--pid", "1", "--duration", "1"])
        #expect(status == 69)
        #expect(errors.contains("mount -t proc proc /proc"))
    }

    @Test func aUserNamespaceIsNotPermitted() throws {
        let (status, _, errors) = try run(["--user", "--map-root-user"], ["--", "/bin/true"])
        #expect(status == 77)
        #expect(errors.contains("in a user namespace"))
    }

    @Test func timesAreThoseOfTheHost() throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-\(UUID().uuidString).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        let begin = Date()
        let (status, _, _) = try run(
            ["--time", "--boottime", "100000", "--fork"],
            ["--format", "json", "--output", file.path, "--", "/bin/true"])
        #expect(status == 0)
        let line = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(
            String.init)
        let time = try #require(try events(line, "exec").first?["time"] as? String)
        let format = ISO8601DateFormatter()
        let told = try #require(format.date(from: time.prefix(19) + "Z"))
        // Whole seconds of a trace that took no hour.
        #expect(told.timeIntervalSince(begin) > -2 && told.timeIntervalSince(begin) < 3600)
    }
}
