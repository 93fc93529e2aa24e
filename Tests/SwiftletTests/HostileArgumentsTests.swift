import Foundation
import KernelOracle
import Testing

/// A thousand execs with escape sequences, newlines, quotes and bytes that are not UTF-8 through every
/// output; Python and bash read what was written.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct HostileArgumentsTests {
    @Test func everyOutputIsValidAndTheSame() throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Fixtures/hostile_arguments.py").standardized.path
        let seed = ProcessInfo.processInfo.environment["SEED"] ?? "\(UInt32.random(in: 0...UInt32.max))"
        // Not by Command, which ends what takes more than a minute: a busy machine needs longer.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [script, Command.swiftlet, seed]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "SEED=\(seed) \(said.suffix(2000))")
        #expect(said.contains("1000 execs"), "SEED=\(seed)")
    }
}
