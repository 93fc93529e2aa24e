/// Splits a shell script into words, as far as the search for secrets requires.
///
///     cd /x && mysql -p'a b' <in     words   cd  /x  mysql  -p'a b'  in
///                                    heads   ^       ^               ^
///
/// Words keep their quotes. A command substitution is part of its word. An invalid script is split too, and
/// the time is linear in its length.
struct ShellWords {
    struct Word {
        var range: Range<Int>
        /// The position of the word in its command.
        var place: Place
    }

    enum Place {
        /// A later word of a command.
        case inside
        /// The first word of a command, or the target of a redirection.
        case head
        /// The first word of a command that reads the output of the previous one.
        case piped
        /// The word after `<<<`, which is the command's input.
        case hereString
    }

    private var index: Int
    private let limit: Int
    private var place = Place.head

    init(in range: Range<Int>) {
        index = range.lowerBound
        limit = range.upperBound
    }

    /// The next word; nil at the end.
    mutating func next(_ bytes: Span<UInt8>) -> Word? {
        while index < limit {
            let byte = bytes[index]
            if Self.isBlank(byte) {
                index += 1
            } else if Self.separates(byte) {
                takeSeparator(bytes)
            } else if byte == UInt8(ascii: "\\"), index + 1 < limit, bytes[index + 1] == 0x0a {
                // Line continuation.
                index += 2
            } else {
                let start = index
                index = Self.endOfWord(bytes, from: index, limit: limit)
                // 2> and similar: the number belongs to the redirection.
                if Self.isRedirection(bytes, start..<index, limit: limit) { continue }
                let word = Word(range: start..<index, place: place)
                place = .inside
                return word
            }
        }
        return nil
    }

    /// Skips `;`, `|`, `<<<` and the like.
    private mutating func takeSeparator(_ bytes: Span<UInt8>) {
        let byte = bytes[index]
        var count = 1
        while count < 3, index + count < limit, bytes[index + count] == byte { count += 1 }
        place =
            switch (byte, count) {
            case (UInt8(ascii: "|"), 1): .piped
            case (UInt8(ascii: "<"), 3): .hereString
            default: .head
            }
        index += count
        // & is a pipe too; >& and >| are redirections.
        if index < limit, byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">"),
            bytes[index] == UInt8(ascii: "&") || bytes[index] == UInt8(ascii: "|")
        {
            index += 1
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

    /// ; & | ( ) < > and line ends
    static func separates(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0x0a, 0x00:
            true
        default: false
        }
    }

    /// Whether the word is a descriptor number before `<` or `>`.
    private static func isRedirection(_ bytes: Span<UInt8>, _ word: Range<Int>, limit: Int) -> Bool
    {
        guard word.upperBound < limit,
            bytes[word.upperBound] == UInt8(ascii: "<")
                || bytes[word.upperBound] == UInt8(ascii: ">")
        else { return false }
        for index in word {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] else { return false }
        }
        return true
    }

    private static func endOfWord(_ bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var index = start
        while index < limit {
            let byte = bytes[index]
            if isBlank(byte) { return index }
            switch byte {
            case UInt8(ascii: "\\"): index = min(index + 2, limit)
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                index = end(ofQuote: bytes, from: index, limit: limit)
            case UInt8(ascii: "$") where index + 1 < limit && bytes[index + 1] == UInt8(ascii: "'"):
                index = end(ofQuote: bytes, from: index + 1, limit: limit, hasEscapes: true)
            case UInt8(ascii: "$") where index + 1 < limit && bytes[index + 1] == UInt8(ascii: "("):
                index = end(ofSubstitution: bytes, from: index + 2, limit: limit)
            default:
                if separates(byte) { return index }
                index += 1
            }
        }
        return limit
    }

    /// The position after the quote that closes the one at `start`; the limit if it is not closed.
    static func end(
        ofQuote bytes: Span<UInt8>, from start: Int, limit: Int, hasEscapes: Bool = false
    ) -> Int {
        let quote = bytes[start]
        let hasEscapes = hasEscapes || quote != UInt8(ascii: "'")
        var index = start + 1
        while index < limit {
            if hasEscapes, bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if bytes[index] == quote {
                return index + 1
            } else {
                index += 1
            }
        }
        return limit
    }

    /// The position after the parenthesis that closes `$(`; quotes inside are ignored.
    private static func end(ofSubstitution bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var depth = 1
        var index = start
        while index < limit {
            if bytes[index] == UInt8(ascii: "(") { depth += 1 }
            if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
            index += 1
            if depth == 0 { return index }
        }
        return limit
    }
}
