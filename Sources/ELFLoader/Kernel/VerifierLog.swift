/// What the verifier wrote while it looked at a program.
///
/// The whole text is kept; `summary` is what a reader needs first. Source: kernel/bpf/verifier.c,
/// kernel/bpf/log.c.
public struct VerifierLog: Sendable {
    /// The log as the kernel wrote it.
    public let text: String

    /// What the loader knows of the reason, and the kernel does not: a sentence for `summary`.
    public var explanation: String?

    public init(_ text: String) {
        self.text = text
    }

    /// The reason for the rejection, the instruction and the source line before it, and how many
    /// lines were left out.
    ///
    /// The verifier prints source lines as `; text @ file:line`, instructions as `12: (79) r1 = …`,
    /// and the reason after the last instruction; statistics follow.
    public var summary: String {
        let lines = text.split(separator: "\n")
        let body = lines.filter { line in !Self.statistics.contains { line.hasPrefix($0) } }
        guard let last = body.last else { return "  (the kernel wrote no log)" }

        var shown = ["  \(last)"]
        if let instruction = body.dropLast().last(where: Self.isInstruction) {
            shown.append("  at instruction \(instruction)")
        }
        if let source = body.last(where: { $0.hasPrefix("; ") }) {
            shown.append("  source: \(source.dropFirst(2))")
        }
        let omitted = lines.count - shown.count
        if let explanation { shown.insert("  \(explanation)", at: 0) }
        if omitted > 0 {
            shown.append("  (\(omitted) more lines of the verifier's log; show all with --verifier-log)")
        }
        return shown.joined(separator: "\n")
    }

    /// What follows the reason: statistics, and the states of a loop that does not end.
    private static let statistics = [
        "processed ", "verification time ", "stack depth ", "mark_precise: ", "max_states_per_insn ",
        "cur state:", "old state:",
    ]

    /// Whether a line ends so.
    package func hasLine(endingWith text: String) -> Bool {
        self.text.split(separator: "\n").contains { $0.hasSuffix(text) }
    }

    /// The number of the instruction that the kernel was looking at last.
    package var lastInstruction: Int? {
        let lines = text.split(separator: "\n")
        guard let line = lines.last(where: Self.isInstruction) else { return nil }
        return Int(line.prefix { $0 != ":" })
    }

    /// `12: (79) r1 = *(u64 *)(r1 +0)`
    private static func isInstruction(_ line: Substring) -> Bool {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let number = line.utf8[..<colon]
        return !number.isEmpty && number.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && line[colon...].hasPrefix(": (")
    }
}
