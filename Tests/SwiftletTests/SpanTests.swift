import Foundation
import Testing

/// Spans where there is no network part, or nothing to make them of. What is sent: `make test-otlp`.
struct SpanTests {
    #if !OTLP
        /// The build says what it lacks before it makes a file or starts the command.
        @Test(arguments: [
            ["--otlp"], ["--otlp", "http://h"], ["--otlp=http://h", "--format", "json"],
        ])
        func aBuildWithoutNetworkSaysSo(_ options: [String]) throws {
            let file = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
            let result = try Command.swiftlet(
                ["trace"] + options + ["--output", file, "--", "/usr/bin/touch", file])
            #expect(result.status == 69 && result.output.isEmpty)
            #expect(result.errors.contains("make release"))
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    #endif

    @Test(arguments: [
        (["--trace-id", "0af7651916cd43dd8448eb211c80319c"], "need --otlp"),
        (["--attribute", "a=b"], "need --otlp"),
        (["--format", "otlp-json", "--events", "exec"], "--events must have both"),
        (
            ["--format", "otlp-json", "--parent-id", "b7ad6b7169203331"],
            "--parent-id needs --trace-id"
        ),
        (["--format", "otlp-json", "--trace-id", "0af7"], "--trace-id"),
        (["--format", "otlp-json", "--attribute", "=b"], "--attribute"),
    ])
    func wrongUsage(_ options: [String], _ message: String) throws {
        let result = try Command.swiftlet(["trace"] + options + ["--", "/bin/true"])
        #expect(result.status == 64 && result.errors.contains(message), "\(result.errors)")
    }
}
