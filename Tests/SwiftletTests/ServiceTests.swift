import Foundation
import KernelOracle
import Testing

/// What stands in contrib/ for running as a service.
struct ServiceTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../contrib").standardized.path

    /// The values of a key in the unit, in order.
    private func unit(_ key: String) throws -> [String] {
        let text = try String(contentsOfFile: Self.folder + "/swiftlet.service", encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix(key + "=") }
            .map { String($0.dropFirst(key.count + 1)) }
    }

    @Test func theUnitsCommandsAreOurs() throws {
        let commands = try (unit("ExecStart") + unit("ExecReload")).map {
            $0.split(separator: " ").map(String.init)
        }
        .filter { $0[0].hasSuffix("/swiftlet") }
        #expect(commands.count == 2)
        for command in commands {
            var arguments = command.dropFirst().map {
                $0 == "/etc/swiftlet.yaml" ? Self.folder + "/swiftlet.yaml" : $0
            }
            // The parser and the reader of rules say whether all of it is right; nothing is traced.
            if !arguments.contains("--check-config") { arguments.append("--check-config") }
            let result = try Command.swiftlet(arguments)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.hasSuffix(": 4 rules\n"))
        }
    }

    @Test func systemdTakesTheUnit() throws {
        guard FileManager.default.fileExists(atPath: "/usr/bin/systemd-analyze") else {
            print("LEFT OUT: systemd's opinion of the unit: there is no systemd-analyze")
            return
        }
        let result = try Command.run([
            "/usr/bin/systemd-analyze", "verify", Self.folder + "/swiftlet.service",
        ])
        // That it is not installed is all that may be said.
        let complaints = result.errors.split(separator: "\n").filter {
            $0.contains("swiftlet.service") && !$0.contains("is not executable")
                && !$0.contains("man swiftlet")
        }
        #expect(complaints.isEmpty, "\(complaints)")
    }

    /// No user of this host, with the unit's capabilities and no others: all is seen, and the environments of
    /// root's processes from before the trace are read.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func itsCapabilitiesAreEnough() throws {
        #expect(try unit("AmbientCapabilities") == unit("CapabilityBoundingSet"))
        let names = try unit("AmbientCapabilities")[0].split(separator: " ").map {
            "+" + $0.dropFirst(4).lowercased()
        }
        let capabilities = (["-all"] + names).joined(separator: ",")
        let mark = "mark-\(UUID().uuidString)"
        // Its parent is from before the trace.
        let before = try Command.start(
            ["/bin/sh", "-c", "while :; do sleep 0.1; /bin/true \(mark); done"],
            environment: ["BEFORE": "1"])
        defer { kill(before.process.processIdentifier, SIGKILL) }
        // The file itself may lie where only root gets to.
        let result = try Command.run([
            "/bin/sh", "-c",
            "exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=\(capabilities) --inh-caps=\(capabilities) --ambient-caps=\(capabilities) \(Command.swiftlet) trace --format json --env diff --duration 2",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let execs = try result.events("exec").filter { ($0["args"] as? [String])?.last == mark }
        let exec = try #require(execs.first)
        #expect(exec["complete"] as? Bool == true)
        let diff = try #require(
            exec["env_diff"] as? [String: Any], "the parent's environment was not read")
        #expect(diff["against"] as? String == "parent")
    }
}
