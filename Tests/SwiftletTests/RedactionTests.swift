import Foundation
import KernelOracle
import Testing

/// Nothing that is secret leaves the tracer, whichever output it is asked for.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct RedactionTests {
    private static let secret = "hunter2correcthorse"

    /// Options, each of which makes another output.
    private static let outputs: [[String]] = [
        ["--format", "json"], ["--format", "json", "--env", "diff"], ["--format", "json", "--env", "names"],
        [], ["--env", "all"], ["--env", "diff"], ["--tree"], ["--show-command", "--context"],
        ["--format", "trace-event", "--env", "all"],
        // The root span has the command, and its own variables.
        ["--format", "otlp-json", "--env", "all", "--attribute", "a=env:TOKEN", "--attribute", "b=env:URL"],
    ]

    @Test(arguments: outputs)
    func noOutputHasASecret(_ options: [String]) throws {
        let secret = Self.secret
        let script = "curl -u me:\(secret) x; /bin/echo --password \(secret) >&2; export TOKEN=2\(secret); /bin/true"
        let result = try Command.swiftlet(
            ["trace", "--output", "-", "--failed"] + options
                + ["--", "/bin/sh", "-c", script + "; /no/such --token=\(secret) \u{fffd}; true", "x"],
            environment: ["PATH": "/bin", "TOKEN": secret, "URL": "ftp://me:\(secret)@host/"])
        #expect(result.status == 0)
        #expect(!result.output.contains(secret))
        // What the command itself wrote is its own affair.
        let own = result.errors.split(separator: "\n").filter { !$0.hasPrefix("--password") }
        #expect(!own.joined().contains(secret))
        #expect(result.output.contains("[redacted]"))
    }

    @Test func whatWasHiddenIsNamed() throws {
        let result = try Command.swiftlet(
            ["trace", "--format", "json", "--output", "-", "--", "/bin/true", "-x", "--password=\(Self.secret)"],
            environment: ["A_TOKEN": Self.secret, "B": "c"])
        let exec = try #require(try result.events("exec").first)
        #expect(exec["redacted"] as? [String] == ["A_TOKEN", "args[2]"])
        #expect(exec["args"] as? [String] == ["/bin/true", "-x", "--password=[redacted]"])
        #expect(exec["env"] as? [String: String] == ["A_TOKEN": "[redacted]", "B": "c"])
        #expect(exec["complete"] as? Bool == true)
        #expect(exec["args_bytes"] as? Int == "/bin/true -x --password=\(Self.secret) ".utf8.count)
    }

    @Test func allIsShownIfThatIsAskedFor() throws {
        let result = try Command.swiftlet(
            ["trace", "--format", "json", "--output", "-", "--redact", "none", "--redact", "B*", "--", "/bin/true"],
            environment: ["A_TOKEN": "1", "BCD": "2"])
        let exec = try #require(try result.events("exec").first)
        #expect(exec["env"] as? [String: String] == ["A_TOKEN": "1", "BCD": "[redacted]"])
        #expect(exec["redacted"] as? [String] == ["BCD"])
    }
}
