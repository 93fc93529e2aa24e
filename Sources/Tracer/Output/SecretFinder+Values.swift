extension SecretFinder {
    /// A name that stands for a secret, in front of its `=` or `:`.
    struct FoundName {
        /// With the dashes of an option.
        var range: Range<Int>
        /// Where it begins without them.
        var word: Int
        /// Whether it stands in quotes of its own.
        var isQuoted: Bool
    }

    /// The name that ends at `mark`, if what it names is to be hidden.
    func name(before mark: Int, _ bytes: Span<UInt8>, from start: Int) -> FoundName? {
        var end = mark
        // NAME+=x, NAME:=x, name = x, "name": x
        if end > start, [0x2b, 0x3a, 0x3f].contains(bytes[end - 1]) { end -= 1 }
        while end > start, ShellWords.isBlank(bytes[end - 1]) { end -= 1 }
        let isQuoted = end > start && Self.isQuote(bytes[end - 1])
        if isQuoted { end -= 1 }
        if isQuoted, end > start, bytes[end - 1] == 0x5c { end -= 1 }
        var first = end
        while first > start, Self.isPartOfName(bytes[first - 1]) { first -= 1 }
        var word = first
        while word < end, bytes[word] == 0x2d { word += 1 }
        guard word < end, policy.hides(name: bytes.extracting(word..<end)) else { return nil }
        return FoundName(range: first..<end, word: word, isQuoted: isQuoted)
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        // - . [ ] _
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5b, 0x5d, 0x5f: true
        default: false
        }
    }

    /// Whether an option with a secret's name takes something else: the file that holds the secret.
    ///
    /// - Parameter option: Without its dashes.
    static func namesNoSecret(_ option: Span<UInt8>) -> Bool {
        for pattern in publicOptions where pattern.matches(option) { return true }
        return false
    }

    private static let publicOptions: [NamePattern] = [
        "*-file", "*-path", "*-dir", "*-stdin", "*-fd", "*-jar", "no-*", "ask-*",
    ].map { (pattern: String) in NamePattern(pattern.utf8) }

    /// A value's place: it ends rather too late than too early, but never behind its string.
    ///
    /// - Parameter mark: The `=` or `:` behind the name.
    func value(
        _ bytes: Span<UInt8>, after mark: Int, _ name: FoundName, in range: Range<Int>, isHeader: Bool
    ) -> Range<Int> {
        let limit = Self.endOfString(bytes, from: mark, limit: range.upperBound)
        let before = name.range.lowerBound > range.lowerBound ? bytes[name.range.lowerBound - 1] : 0
        var start = mark + 1
        let hasBlanks = isHeader || name.range.upperBound < mark
        if hasBlanks {
            // == and =>; without blanks they may be the value's own
            while start < limit, bytes[start] == 0x3d || bytes[start] == 0x3e { start += 1 }
            while start < limit, ShellWords.isBlank(bytes[start]) { start += 1 }
        }
        return start..<endOfValue(bytes, from: start, limit: limit, name, before: before, isHeader)
    }

    /// - Parameter before: The byte in front of the name, or 0.
    private func endOfValue(
        _ bytes: Span<UInt8>, from start: Int, limit: Int, _ name: FoundName, before: UInt8,
        _ isHeader: Bool
    ) -> Int {
        if !name.isQuoted, Self.isQuote(before) {
            // All of it stands in quotes: 'Authorization: secret'.
            return Self.end(ofText: bytes, from: start, limit: limit) { $0 == before }
        }
        // The first thing of its string (or --build-arg=NAME=secret), without quotes: to the end.
        if before == 0 || before == 0x3d, !name.isQuoted { return limit }
        if start + 1 < limit, bytes[start] == 0x5c, Self.isQuote(bytes[start + 1]) {
            // \"secret\"
            let quote = bytes[start + 1]
            return Self.end(ofText: bytes, from: start + 2, limit: limit, hasEscapes: false) {
                $0 == quote
            }
        }
        if start < limit, Self.isQuote(bytes[start]) {
            return ShellWords.end(ofQuote: bytes, from: start, limit: limit, hasEscapes: true)
        }
        if isHeader {
            return Self.end(ofText: bytes, from: start, limit: limit) { byte in
                // "name": 12, of an object; or a line of headers
                byte == 0x0a || byte == 0x0d
                    || name.isQuoted && (byte == 0x2c || byte == 0x7d || byte == 0x5d)
            }
        }
        return Self.end(ofText: bytes, from: start, limit: limit) { byte in
            switch before {
            // ;name=a secret;
            case 0x3b: byte == 0x3b
            // ?name=secret&
            case 0x3f, 0x26: byte == 0x26 || byte == 0x23 || Self.isSpace(byte)
            default: Self.isSpace(byte)
            }
        }
    }

    /// The first byte that `isEnd` picks and that no backslash stands before, else the limit.
    private static func end(
        ofText bytes: Span<UInt8>, from start: Int, limit: Int, hasEscapes: Bool = true,
        _ isEnd: (UInt8) -> Bool
    ) -> Int {
        var index = start
        while index < limit {
            if hasEscapes, bytes[index] == 0x5c {
                index += 2
            } else if isEnd(bytes[index]) {
                return index
            } else {
                index += 1
            }
        }
        return limit
    }
}
