/// The verifier's log of a program.
///
/// `summary` gives the essential lines. Source: kernel/bpf/verifier.c, kernel/bpf/log.c.
public struct VerifierLog: Sendable {
    /// The log as the kernel wrote it, or the end of it.
    public let text: String
    /// The number of bytes before `text` that were dropped.
    package let omittedBytes: Int

    /// A cause that the loader knows and the kernel doesn't: a sentence for `summary`.
    package var explanation: String?

    package init(_ text: String, omittedBytes: Int = 0) {
        self.text = text
        self.omittedBytes = omittedBytes
    }

    /// The reason for the rejection, the instruction and source line before it, and the number of omitted
    /// lines.
    ///
    /// The verifier prints source lines as `; text @ file:line`, instructions as `12: (79) r1 = …`,
    /// and the reason after the last instruction; statistics follow.
    public var summary: String {
        var count = 0
        var last: Substring?
        var instruction: Substring?
        var source: Substring?
        forEachLineFromEnd { line in
            count += 1
            guard instruction == nil || source == nil else { return true }
            guard !Self.statistics.contains(where: { line.hasPrefix($0) }) else { return true }
            if source == nil, line.hasPrefix("; ") { source = line }
            if last == nil {
                last = line
            } else if instruction == nil, Self.isInstruction(line) {
                instruction = line
            }
            return true
        }
        guard let last else { return "  (the kernel wrote no log)" }

        var shown = ["  \(last)"]
        if let instruction { shown.append("  at instruction \(instruction)") }
        if let source { shown.append("  source: \(source.dropFirst(2))") }
        let omitted = count - shown.count
        if let explanation { shown.insert("  \(explanation)", at: 0) }
        if omitted > 0 {
            let before = omittedBytes > 0 ? ", and \(omittedBytes) bytes before them" : ""
            shown.append(
                "  (\(omitted) more lines of the verifier's log\(before))")
        }
        return shown.joined(separator: "\n")
    }

    /// Visits the nonempty lines from last to first, until `body` returns false. A log may have a million
    /// lines, and the relevant ones are at the end.
    private func forEachLineFromEnd(_ body: (Substring) -> Bool) {
        let bytes = text.utf8
        var end = bytes.endIndex
        while true {
            let newline = bytes[..<end].lastIndex(of: UInt8(ascii: "\n"))
            let start = newline.map { bytes.index(after: $0) } ?? bytes.startIndex
            if start < end, !body(text[start..<end]) { return }
            guard let newline else { return }
            end = newline
        }
    }

    /// Lines that follow the reason: statistics, and the states of an infinite loop.
    private static let statistics = [
        "processed ", "verification time ", "stack depth ", "mark_precise: ", "max_states_per_insn ",
        "cur state:", "old state:",
    ]

    /// Whether any line ends with the text.
    package func hasLine(endingWith text: String) -> Bool {
        var isFound = false
        let count = text.utf8.count
        forEachLineFromEnd { line in
            isFound = line.utf8.suffix(count).elementsEqual(text.utf8)
            return !isFound
        }
        return isFound
    }

    /// The index of the last instruction the verifier processed.
    package var lastInstruction: Int? {
        var number: Int?
        forEachLineFromEnd { line in
            guard Self.isInstruction(line) else { return true }
            number = Int(line.prefix { $0 != ":" })
            return false
        }
        return number
    }

    /// `12: (79) r1 = *(u64 *)(r1 +0)`
    private static func isInstruction(_ line: Substring) -> Bool {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let number = line.utf8[..<colon]
        return !number.isEmpty && number.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && line[colon...].hasPrefix(": (")
    }
}
