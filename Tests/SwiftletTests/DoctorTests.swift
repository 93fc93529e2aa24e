import Foundation
import KernelOracle
import Testing

/// `swiftlet doctor`: what it says is what `trace` does, and what bpftool finds.
@Suite(.serialized) struct DoctorTests {
    private static let asNobody = ["/usr/bin/setpriv", "--reuid", "65534", "--clear-groups"]

    private struct Report: @unchecked Sendable {
        let status: Int32
        let json: [String: Any]
        /// The checks by name.
        let checks: [String: [String: Any]]

        func result(_ name: String) -> String? { checks[name]?["result"] as? String }
        func found(_ name: String) -> String { checks[name]?["found"] as? String ?? "" }
    }

    /// The report with this process's privileges. A report loads the tracer several times, so all tests share it.
    private static let own = Result { try DoctorTests().doctor() }

    private func doctor(_ wrapper: [String] = []) throws -> Report {
        let run = try Command.run(wrapper + [Command.swiftlet, "doctor", "--json"])
        #expect(run.errors.isEmpty, "\(run.errors)")
        #expect(run.lines.count == 1)
        let json = try #require(try run.events().first)
        let checks = try #require(json["checks"] as? [[String: Any]])
        var byName: [String: [String: Any]] = [:]
        for check in checks {
            let name = try #require(check["name"] as? String)
            #expect(byName.updateValue(check, forKey: name) == nil, "\(name) twice")
            let result = try #require(check["result"] as? String)
            #expect(["ok", "limited", "missing", "unknown"].contains(result))
            // What is missing for tracing comes with advice; the trace itself says it in its message.
            if result == "missing", name != "trace" {
                #expect(check["advice"] is String, "\(name)")
            }
            if result == "ok" { #expect(check["advice"] is NSNull, "\(name)") }
        }
        return Report(status: run.status, json: json, checks: byName)
    }

    /// As `trace` with the same privileges: the same exit status, and the same message.
    private func expectAsTrace(_ report: Report, _ wrapper: [String] = []) throws {
        let trace = try Command.run(wrapper + [Command.swiftlet, "trace", "--", "/bin/true"])
        #expect(report.status == trace.status)
        #expect(report.json["traces"] as? Bool == (report.status == 0))
        if let error = report.json["error"] as? String {
            #expect(trace.errors.contains(error), "\(trace.errors)")
        } else {
            #expect(report.status == 0)
        }
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func asRoot() throws {
        let report = try Self.own.get()
        try expectAsTrace(report)
        // Each option on trial does what the check says.
        for (name, arguments) in [
            ("trace", []), ("--capture stream", ["--capture", "stream"]),
            ("--failed", ["--failed"]),
            ("--events tcp", ["--events", "exec,tcp"]),
            ("fexit", ["--failed", "--failed-hook", "fexit"]),
            ("kprobe", ["--failed", "--failed-hook", "kretprobe"]),
        ] as [(String, [String])] {
            let trace = try Command.swiftlet(["trace"] + arguments + ["--", "/bin/true"])
            #expect(
                (report.result(name) == "ok") == (trace.status == 0), "\(name): \(trace.errors)")
            if trace.status != 0 {
                #expect(trace.errors.contains(report.found(name)), "\(name): \(report.found(name))")
            }
        }
    }

    /// bpftool has probes of its own.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func featuresAreThoseOfBpftool() throws {
        let features = try #require(try Self.own.get().json["features"] as? [[String: Any]])
        let probed = try #require(
            try JSONSerialization.jsonObject(
                with: Bpftool.output(["-j", "feature", "probe", "kernel"]))
                as? [String: Any])
        var known: [String: Bool] = [:]
        for (group, suffix) in [("map_types", "_map_type"), ("program_types", "_prog_type")] {
            for (key, value) in probed[group] as? [String: Bool] ?? [:] {
                let kind = group == "map_types" ? "map type " : "program type "
                known[kind + key.dropFirst("have_".count).dropLast(suffix.count)] = value
            }
        }
        var compared = 0
        for feature in features {
            let name = try #require(feature["name"] as? String)
            guard let expected = known[name] else { continue }
            #expect(feature["present"] as? Bool == expected, "\(name)")
            compared += 1
        }
        // Even an old bpftool knows map type bloom_filter and program type syscall.
        #expect(compared >= 3)
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func withoutPrivilege() throws {
        let report = try doctor(Self.asNobody)
        #expect(report.status == 77)
        try expectAsTrace(report, Self.asNobody)
        #expect(report.result("capabilities") == "missing")
        // What was not probed is not listed.
        #expect((report.json["features"] as? [Any])?.isEmpty == true)
        #expect(report.checks["--failed"] == nil)
        // Half of what a trace needs.
        let capable = [
            "/usr/bin/setpriv", "--inh-caps", "-all,+bpf", "--ambient-caps", "-all,+bpf",
            "--bounding-set",
            "-all,+bpf", "--reuid", "65534", "--clear-groups",
        ]
        let half = try doctor(capable)
        #expect(half.status == 77)
        #expect(half.found("capabilities") == "CAP_BPF")
        try expectAsTrace(half, capable)
    }

    /// As in a container: namespaces of its own.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func inNamespaces() throws {
        let user = ["/usr/bin/unshare", "--user", "--map-root-user"]
        let inUser = try doctor(user)
        #expect(inUser.status == 77)
        #expect(inUser.result("namespaces") == "missing")
        try expectAsTrace(inUser, user)

        let foreign = try doctor(["/usr/bin/unshare", "--pid", "--fork", "--kill-child"])
        #expect(foreign.result("/proc") == "limited")
        #expect(foreign.status == (try Self.own.get().status))
        let own = try doctor([
            "/usr/bin/unshare", "--pid", "--fork", "--kill-child", "--mount-proc",
        ])
        #expect(own.result("/proc") == "ok")
        #expect(own.found("namespaces").contains("pid namespace:"))
    }

    /// Lines for people say the same, and fit 80 columns.
    @Test func lines() throws {
        let run = try Command.swiftlet(["doctor"])
        let report = try Self.own.get()
        #expect(run.status == report.status)
        #expect(run.lines.last == (report.status == 0 ? "tracing works" : "tracing does not work"))
        for line in run.lines { #expect(line.count <= 80, "\(line)") }
        for (name, check) in report.checks {
            let result = check["result"] as? String ?? ""
            #expect(
                run.lines.contains {
                    $0.hasPrefix(result) && $0.dropFirst(9).hasPrefix(name)
                }, "\(name)")
        }
    }
}
