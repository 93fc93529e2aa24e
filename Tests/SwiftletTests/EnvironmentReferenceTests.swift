import Foundation
import KernelOracle
import Testing

/// `--env ref`, read back by a small reader of its own.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct EnvironmentReferenceTests {
    /// Puts the environment back where it is only referred to, and compares with what each process said
    /// of its own: the last argument is the number of its variable.
    private static let reader = """
        import json, sys
        written, checked, references = {}, 0, 0
        for line in sys.stdin:
            event = json.loads(line)
            if event["event"] != "exec": continue
            if "env_id" in event: written[event["env_id"]] = event
            if "env_ref" in event:
                references += 1
                event = dict(event, **{k: written[event["env_ref"]][k] for k in ("env", "env_other")})
            if event["args"][0] == "/bin/true":
                checked += 1
                assert event["env"]["NUMBER"] == event["args"][1], event
                assert event["envc"] == len(event["env"]) + len(event["env_other"]), event
        print(checked, references)
        """

    @Test func everyEnvironmentComesBack() throws {
        let script = "for n in 1 2 3 1 2 3 1 2 3; do export NUMBER=$n; /bin/true $n; done"
        let options = ["trace", "--format", "json", "--output", "-", "--env"]
        let command = ["--", "/bin/sh", "-c", script]
        let reference = try Command.swiftlet(options + ["ref"] + command)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("ref-\(UUID().uuidString)")
        try reference.output.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let read = try Command.run([
            "/bin/sh", "-c", "/usr/bin/python3 -c \"$0\" < \"$1\"", Self.reader, file.path,
        ])
        #expect(read.output == "9 6\n", "\(read.errors)")
        let all = try Command.swiftlet(options + ["all"] + command)
        #expect(reference.output.utf8.count < all.output.utf8.count)
    }
}
