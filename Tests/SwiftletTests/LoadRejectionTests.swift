import FixtureCompiler
import Foundation
import KernelOracle
import Testing

/// The error of `swiftlet load` for programs that the verifier rejects: the cause, the instruction, its line in the C
/// source, and how much of the log was left out.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LoadRejectionTests {
    /// The lines on standard error; the first is the error itself.
    private func rejection(
        of program: String, in fixture: String, flags: [String] = []
    ) throws -> [String] {
        let path = NSTemporaryDirectory() + "\(fixture)-\(UUID().uuidString).bpf.o"
        try Data(try FixtureCompiler.compile(fixture, flags: flags)).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try Command.swiftlet(["load", "--program", program, path])
        #expect(result.status == 69, "\(result.errors)")
        print(result.errors)
        let lines = result.errors.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("swiftlet: \(path): ") == true)
        return lines.map { $0.replacingOccurrences(of: path, with: "OBJECT") }
    }

    /// The number in `at instruction 4: (79) …`.
    private func instruction(_ line: String) -> Int? {
        guard line.hasPrefix("  at instruction ") else { return nil }
        return Int(line.dropFirst(17).prefix { $0.isNumber })
    }

    @Test func aLookupThatIsNotChecked() throws {
        let lines = try rejection(of: "unchecked", in: "loader_rejected")
        try #require(lines.count == 5)
        #expect(lines[0].contains("program 'unchecked': rejected by the verifier"))
        #expect(lines[1].hasPrefix("  R0 invalid mem access 'map_value_or_null'"))
        #expect(instruction(lines[2]) != nil)
        #expect(lines[2].contains("= *(u64 *)(r0 +0)"))
        #expect(lines[3].hasPrefix("  source: return *value; @ loader_rejected.bpf.c:"))
        #expect(lines[4].hasPrefix("  ("))
        #expect(lines[4].hasSuffix(" more lines of the verifier's log; show all with --verifier-log)"))
    }

    @Test func anAccessThatTheKernelLacks() throws {
        let lines = try rejection(of: "reads_no_such_field", in: "kernel_kinds")
        try #require(lines.count == 6)
        #expect(lines[1].hasPrefix("  the program gets to what this kernel lacks: "))
        #expect(lines[1].contains("task_struct.no_such_field"))
        #expect(lines[2].hasPrefix("  invalid func unknown#"))
        #expect(instruction(lines[3]) != nil)
        #expect(lines[4].hasPrefix("  source: "))
        #expect(lines[4].contains(" @ kernel_kinds.bpf.c:"))
        #expect(lines[5].contains(" more lines of the verifier's log"))
    }

    /// docs/load.md shows the real messages, except for numbers, which depend on compiler and kernel.
    @Test func theDocumentationShowsIt() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/load.md")
        let lines = try String(contentsOf: page, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        func withoutNumbers(_ line: String) -> String {
            String(line.map { $0.isNumber ? "#" : $0 }).replacingOccurrences(
                of: "#+", with: "#", options: .regularExpression)
        }
        for (program, fixture) in [
            ("unchecked", "loader_rejected"), ("reads_no_such_field", "kernel_kinds"),
            ("calls_missing", "loader_externs"),
        ] {
            let command = try #require(
                lines.firstIndex { $0 == "$ sudo swiftlet load --program \(program) \(fixture).bpf.o" })
            let shown = lines[(command + 1)...].prefix { !$0.hasPrefix("$ ") && !$0.hasPrefix("```") }
            let said = try rejection(of: program, in: fixture).map {
                withoutNumbers($0.replacingOccurrences(of: "OBJECT", with: "\(fixture).bpf.o"))
            }
            #expect(shown.map { withoutNumbers(String($0)) } == said)
        }
    }

    @Test func aKernelFunctionThatIsNotThere() throws {
        // Weak: the program loads wherever it asks before; this one doesn't ask.
        let weak = try rejection(of: "calls_missing", in: "loader_externs")
        try #require(weak.count == 6)
        #expect(weak[1].hasPrefix("  the program gets to what this kernel lacks: "))
        #expect(weak[1].contains("'swiftlet_no_such_function'"))
        #expect(weak[4].contains("return swiftlet_no_such_function(1);"))
        // Strong: it can't be loaded here at all, and the kernel is not even asked.
        let strong = try rejection(of: "needs_missing", in: "loader_externs")
        #expect(strong.count == 1)
        #expect(strong[0].contains("program 'needs_missing': extern 'swiftlet_missing_function': "))
    }
}
