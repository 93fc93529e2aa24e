/// The words of a shell script, as far as they are needed to find secrets among them.
///
///     cd /x && mysql -p'a b' <in     words   cd  /x  mysql  -p'a b'  in
///                                    heads   ^       ^               ^
///
/// Words keep their quotes. A command substitution is part of its word. What is not a valid script
/// still gives words, and takes time in proportion to its length.
struct ShellWords {
    struct Word {
        var range: Range<Int>
        /// Whether a command begins here, or a redirection's target stands here.
        var isHead: Bool
    }

    private(set) var words: [Word] = []

    init(parsing bytes: Span<UInt8>, in range: Range<Int>) {
        var index = range.lowerBound
        var isHead = true
        while index < range.upperBound {
            let byte = bytes[index]
            if Self.isBlank(byte) {
                index += 1
            } else if Self.separates(byte) {
                isHead = true
                index += 1
            } else {
                let start = index
                index = Self.endOfWord(bytes, from: index, limit: range.upperBound)
                // 2> and the like: the number is the redirection's.
                if Self.isRedirection(bytes, start..<index, limit: range.upperBound) { continue }
                words.append(Word(range: start..<index, isHead: isHead))
                isHead = false
            }
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

    /// ; & | ( ) < > and the end of a line
    private static func separates(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x3b, 0x26, 0x7c, 0x28, 0x29, 0x3c, 0x3e, 0x0a, 0x00: true
        default: false
        }
    }

    /// Whether the word is the number of a descriptor in front of `<` or `>`.
    private static func isRedirection(_ bytes: Span<UInt8>, _ word: Range<Int>, limit: Int) -> Bool {
        guard word.upperBound < limit, [0x3c, 0x3e].contains(bytes[word.upperBound]) else { return false }
        for index in word where !(0x30...0x39).contains(bytes[index]) { return false }
        return true
    }

    private static func endOfWord(_ bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var index = start
        while index < limit {
            let byte = bytes[index]
            if isBlank(byte) { return index }
            switch byte {
            case 0x5c: index = min(index + 2, limit)
            case 0x27, 0x22, 0x60: index = end(ofQuote: bytes, from: index, limit: limit)
            case 0x24 where index + 1 < limit && bytes[index + 1] == 0x27:
                index = end(ofQuote: bytes, from: index + 1, limit: limit, hasEscapes: true)
            case 0x24 where index + 1 < limit && bytes[index + 1] == 0x28:
                index = end(ofSubstitution: bytes, from: index + 2, limit: limit)
            default:
                if separates(byte) { return index }
                index += 1
            }
        }
        return limit
    }

    /// Behind the quote that closes the one at `start`; the limit if none does.
    static func end(
        ofQuote bytes: Span<UInt8>, from start: Int, limit: Int, hasEscapes: Bool = false
    ) -> Int {
        let quote = bytes[start]
        let hasEscapes = hasEscapes || quote != 0x27
        var index = start + 1
        while index < limit {
            if hasEscapes, bytes[index] == 0x5c {
                index += 2
            } else if bytes[index] == quote {
                return index + 1
            } else {
                index += 1
            }
        }
        return limit
    }

    /// Behind the parenthesis that closes `$(`; its quotes are not looked at.
    private static func end(ofSubstitution bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var depth = 1
        var index = start
        while index < limit {
            if bytes[index] == 0x28 { depth += 1 }
            if bytes[index] == 0x29 { depth -= 1 }
            index += 1
            if depth == 0 { return index }
        }
        return limit
    }
}
