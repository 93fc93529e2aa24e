import Foundation
import RandomBytes

/// One of the lists in Tests/RedactionLists, whose README.md describes the format.
struct RedactionList {
    struct Entry {
        /// The line as written.
        let line: String
        /// What the marks enclose, and the line without marks, with random characters in place of the
        /// placeholders.
        let secrets: [[UInt8]]
        let text: [UInt8]
        /// What no mark encloses.
        let harmless: [UInt8]
    }

    let name: String
    let entries: [Entry]

    init(_ name: String, using random: inout RandomBytes) throws {
        self.name = name
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(
            contentsOf: folder.appending(path: "RedactionLists/\(name)"), encoding: .utf8)
        var entries: [Entry] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let expanded = try Self.expanding(String(line), using: &random)
            // An even part is outside of the marks, an odd one inside.
            let parts = expanded.split(omittingEmptySubsequences: false) { $0 == "⟦" || $0 == "⟧" }
            guard parts.count % 2 == 1 else {
                throw RedactionListError.unpairedMark(line: String(line))
            }
            let parities = parts.enumerated()
            entries.append(
                Entry(
                    line: String(line),
                    secrets: parities.filter { $0.offset % 2 == 1 }.map { Array($0.element.utf8) },
                    text: parts.flatMap { Array($0.utf8) },
                    harmless: Array(
                        parities.filter { $0.offset % 2 == 0 }.map(\.element).joined(
                            separator: "\n"
                        ).utf8)))
        }
        self.entries = entries
    }

    private static func expanding(
        _ line: String, using random: inout RandomBytes
    ) throws -> String {
        var result = ""
        var rest = line[...]
        while let match = rest.firstMatch(of: #/\{([a-z0-9]+):([0-9]+)\}/#) {
            guard let length = Int(match.2), length > 0 else {
                throw RedactionListError.length(line: line)
            }
            result += rest[..<match.range.lowerBound]
            result += try characters(kind: String(match.1), length, line: line, using: &random)
            rest = rest[match.range.upperBound...]
        }
        return result + rest
    }

    private static func characters(
        kind: String, _ length: Int, line: String, using random: inout RandomBytes
    ) throws -> String {
        let lower = "abcdefghijklmnopqrstuvwxyz"
        let upper = lower.uppercased()
        let digits = "0123456789"
        func choose(_ length: Int, from alphabet: String) -> String {
            let alphabet = Array(alphabet)
            return String(
                (0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }
            )
        }
        switch kind {
        case "alnum": return choose(length, from: lower + upper + digits)
        case "lower": return choose(length, from: lower + digits)
        case "upper": return choose(length, from: upper + digits)
        case "base32": return choose(length, from: upper + "234567")
        case "hex": return choose(length, from: "0123456789abcdef")
        case "digits": return choose(length, from: digits)
        case "b64": return choose(length, from: lower + upper + digits + "+/")
        case "b64url": return choose(length, from: lower + upper + digits + "-_")
        case "pass":
            return choose(1, from: lower + upper)
                + choose(length - 1, from: lower + upper + digits + "!.+-_")
        case "uuid":
            return [8, 4, 4, 4, 12].map { choose($0, from: "0123456789abcdef") }.joined(
                separator: "-")
        case "nl": return String(repeating: "\n", count: length)
        default: throw RedactionListError.unknownKind(kind, line: line)
        }
    }
}

extension RedactionList.Entry {
    /// The words of a command line, split as a shell does it. Nothing is expanded.
    var words: [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8]?
        var quote: UInt8?
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            switch (quote, byte) {
            case (nil, UInt8(ascii: " ")):
                if let word { words.append(word) }
                word = nil
            case (nil, UInt8(ascii: "'")), (nil, UInt8(ascii: "\"")):
                quote = byte
                word = word ?? []
            case (byte, _): quote = nil
            case (nil, UInt8(ascii: "\\")):
                if let next = bytes.next() { word = (word ?? []) + [next] }
            case (UInt8(ascii: "\""), UInt8(ascii: "\\")):
                let next = bytes.next()
                let isEscape = next.map { "\"\\$`".utf8.contains($0) } ?? false
                word = (word ?? []) + (isEscape ? [] : [byte]) + (next.map { [$0] } ?? [])
            default: word = (word ?? []) + [byte]
            }
        }
        if let word { words.append(word) }
        return words
    }

    /// Whether a piece of 4 bytes of a secret, or a shorter secret, is in one of the strings.
    ///
    /// Pieces that are in the entry's harmless part as well give nothing away.
    func isVisible(in strings: [[UInt8]]) -> Bool {
        secrets.contains { secret in
            let length = min(4, secret.count)
            return (0...(secret.count - length)).contains { start in
                let piece = secret[start..<(start + length)]
                return !harmless.contains(piece) && strings.contains { $0.contains(piece) }
            }
        }
    }
}
