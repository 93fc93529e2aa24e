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
        let result = try Command.run(["/usr/bin/python3", script, Command.swiftlet, seed])
        #expect(result.status == 0, "SEED=\(seed) \(result.errors.suffix(2000))")
        #expect(result.output.hasPrefix("1000 execs"), "SEED=\(seed)")
    }
}
