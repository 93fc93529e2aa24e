import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerSecrets

/// How much of the lists in Tests/RedactionLists is hidden: at least 95 % of the secrets, and at most 3 % of
/// what is harmless.
///
/// `REDACTION_MISSES=1 swift test --filter RedactionListTests` prints each entry that goes wrong.
struct RedactionListTests {
    private var random = RandomBytes()

    /// What the names of the lists begin with.
    static let sets = ["", "second-", "third-", "fourth-", "fifth-"]

    @Test(arguments: sets) mutating func secretsAreHidden(_ set: String) throws {
        let environment = try hidden(in: set + "environment-secret.txt", asVariables: true)
        let commands = try hidden(in: set + "commands-secret.txt", asVariables: false)
        #expect(environment >= 95, "SEED=\(random.seed)")
        #expect(commands >= 95, "SEED=\(random.seed)")
    }

    @Test(arguments: sets) mutating func harmlessStringsAreShown(_ set: String) throws {
        let environment = try hidden(in: set + "environment-harmless.txt", asVariables: true)
        let commands = try hidden(in: set + "commands-harmless.txt", asVariables: false)
        #expect(environment <= 3, "SEED=\(random.seed)")
        #expect(commands <= 3, "SEED=\(random.seed)")
    }

    /// How many of the entries are hidden, in percent.
    private mutating func hidden(in name: String, asVariables: Bool) throws -> Double {
        let list = try RedactionList(name, using: &random)
        try #require(!list.entries.isEmpty)
        let printsMisses = ProcessInfo.processInfo.environment["REDACTION_MISSES"] != nil
        var hidden = 0
        for entry in list.entries {
            var exec =
                asVariables
                ? sampleExec(
                    environment: Environment([
                        Array("PATH=/bin".utf8), entry.text, Array("LANG=C".utf8),
                    ]))
                : sampleExec(arguments: strings(entry.words))
            let before = exec
            var redactor = Redactor()
            redactor.redact(&exec)
            let isHidden =
                entry.secrets.isEmpty
                ? exec.arguments != before.arguments || exec.environment != before.environment
                : !entry.isVisible(in: bytes(of: exec.arguments) + bytes(of: exec.environment.list))
            if isHidden { hidden += 1 }
            if printsMisses, isHidden == entry.secrets.isEmpty {
                let shown = bytes(of: asVariables ? exec.environment.list : exec.arguments)
                    .map { String(decoding: $0, as: UTF8.self) }.joined(
                        separator: asVariables ? "\n    " : " ")
                print("\(name): \(entry.line)\n    \(shown)")
            }
        }
        let percent = Double(hidden) / Double(list.entries.count) * 100
        print(
            "\(name): \(hidden) of \(list.entries.count) hidden (\((percent * 10).rounded() / 10) %)"
        )
        return percent
    }

    private func strings(_ strings: [[UInt8]]) -> StringList {
        StringList(strings.map { $0 as [UInt8]? })
    }

    private func bytes(of strings: StringList) -> [[UInt8]] {
        (0..<strings.count).compactMap { strings[$0].map(Array.init) }
    }
}
