import CommandRun
import Foundation
import KernelOracle
import Testing

/// However the tracer ends, the kernel keeps nothing of it.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LeavesNothingTests {
    /// What the kernel holds under names that only the tracer's objects have.
    private func holdings() throws -> [String] {
        var found: [String] = []
        for (kind, names) in [
            ("prog", ["sched_process_exec", "sched_process_exit", "sched_process_fork"]),
            ("map", ["traced_process", "exec_scratch_ma", "env_stream_stat"]),
        ] {
            let output = try Bpftool.output(["-j", kind, "show"])
            let objects = try JSONSerialization.jsonObject(with: output) as? [[String: Any]] ?? []
            for object in objects {
                guard let name = object["name"] as? String,
                    names.contains(where: { name.hasPrefix($0) || $0.hasPrefix(name) }),
                    name.count > 5
                else { continue }
                found.append("\(kind) \(object["id"] ?? "?") \(name)")
            }
        }
        return found
    }


    @Test(arguments: ["block", "stream"], [SIGKILL, SIGTERM])
    func nothingStays(_ capture: String, _ signal: Int32) throws {
        let before = Set(try holdings())
        let running = try Command.start(
            [Command.swiftlet, "trace", "--format", "json", "--capture", capture, "--failed"])
        _ = try eventually {
            running.said.contains("\"exec\"")
        } meanwhile: {
            _ = try Command.run(["/bin/true"])
        }
        let during = Set(try holdings()).subtracting(before)
        #expect(during.contains { $0.hasPrefix("prog") } && during.contains { $0.hasPrefix("map") })
        kill(running.process.processIdentifier, signal)
        _ = try running.end()
        // The kernel frees after a grace period.
        #expect(try eventually { try during.isDisjoint(with: holdings()) })
    }
}
