extension SecretFinder {
    /// The name before an `=` or `:`.
    struct FoundName {
        /// Includes the dashes of an option.
        var range: Range<Int>
        var kind: SecretName.Kind
        /// Whether the name itself is quoted.
        var isQuoted: Bool
    }

    /// `NAME=secret`, also within a text.
    ///
    /// - Returns: Where to continue: after the value, or after the mark if the value as a whole is not
    ///   secret.
    mutating func search(assignment bytes: Span<UInt8>, at equals: Int, in text: inout Text) -> Int
    {
        // A package with its version: jsonwebtoken==2.8.0
        if equals + 2 < text.limit, bytes[equals + 1] == UInt8(ascii: "="),
            Self.isDigit(bytes[equals + 2])
        {
            return equals + 2
        }
        guard let name = name(before: equals, bytes, from: text.start) else { return equals + 1 }
        return search(value: bytes, after: equals, name, in: &text, isHeader: false)
    }

    /// A header (`Name: secret`) or a member of an object (`"name":"secret"`).
    mutating func search(header bytes: Span<UInt8>, at colon: Int, in text: inout Text) -> Int {
        guard let name = name(before: colon, bytes, from: text.start) else { return colon + 1 }
        return search(value: bytes, after: colon, name, in: &text, isHeader: true)
    }

    /// The name that ends at `mark`; nil if its value can't be secret.
    private mutating func name(before mark: Int, _ bytes: Span<UInt8>, from start: Int)
        -> FoundName?
    {
        var end = mark
        // NAME+=x, NAME:=x, name = x, "name": x
        if end > start, "+:?".utf8.contains(bytes[end - 1]) { end -= 1 }
        while end > start, ShellWords.isBlank(bytes[end - 1]) { end -= 1 }
        // ENV["NAME"] = x
        if end > start + 1, bytes[end - 1] == UInt8(ascii: "]"), Self.isQuote(bytes[end - 2]) {
            end -= 1
        }
        let isQuoted = end > start && Self.isQuote(bytes[end - 1])
        if isQuoted { end -= 1 }
        if isQuoted, end > start, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        var first = end
        while first > start, Self.isPartOfName(bytes[first - 1]) { first -= 1 }
        spend(2 * (mark - first))
        var word = first
        while word < end, bytes[word] == UInt8(ascii: "-") { word += 1 }
        // -DMAX_PASS=3
        if word == first + 1, word + 1 < end, bytes[word] == UInt8(ascii: "D"),
            bytes[word + 1] & 0x20 == 0
        {
            word += 1
        }
        // *.key=01;33, as in LS_COLORS, is not a name.
        guard word < end, first == start || bytes[first - 1] != UInt8(ascii: "*") else {
            return nil
        }
        var kind = policy.kind(ofName: bytes.extracting(word..<end))
        if kind <= .doubtful, first > start, policy.usesDefaults,
            bytes[first - 1] == UInt8(ascii: "?") || bytes[first - 1] == UInt8(ascii: "&"),
            Self.isSignature(bytes, word..<end)
        {
            kind = .secret
        }
        if case .ordinary = kind { return nil }
        return FoundName(range: first..<end, kind: kind, isQuoted: isQuoted)
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
    }

    /// The parameters of a signed URL: whoever has them can use the URL.
    private static func isSignature(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
        let names: [StaticString] = [
            "sig", "X-Amz-Signature", "X-Amz-Credential", "X-Goog-Signature", "X-Goog-Credential",
            "Signature", "code", "hmac", "sign", "appid", "app_id", "k",
        ]
        for other in names where starts(bytes, name, with: SecretRule.bytes(other)) {
            if name.count == other.utf8CodeUnitCount { return true }
        }
        return false
    }

    /// - Parameter mark: The `=` or `:` after the name.
    private mutating func search(
        value bytes: Span<UInt8>, after mark: Int, _ name: FoundName, in text: inout Text,
        isHeader: Bool
    ) -> Int {
        let limit = text.limit
        let before = name.range.lowerBound > text.start ? bytes[name.range.lowerBound - 1] : 0
        var start = mark + 1
        if isHeader || name.range.upperBound < mark {
            // == and =>; without blanks these may belong to the value
            while start < limit,
                bytes[start] == UInt8(ascii: "=") || bytes[start] == UInt8(ascii: ">")
            { start += 1 }
            while start < limit, ShellWords.isBlank(bytes[start]) { start += 1 }
        }
        spend(start - mark + 16)
        if name.kind != .chosen, SecretValue.isStructure(bytes, at: start, limit: limit) {
            return mark + 1
        }
        if isHeader, name.kind != .chosen,
            isProse(bytes, name, before: before, valueAt: start, limit)
        {
            return mark + 1
        }
        var range = start..<start
        if case .doubtful = name.kind {
            // Most of these values are not secret, and they are searched again: so judge them by their
            // beginning.
            range =
                start..<endOfValue(
                    bytes, from: start, limit: min(limit, start + 128), name, before: before, text,
                    isHeader)
            spend(2 * range.count)
            guard !range.isEmpty, case .hide = SecretValue.verdict(bytes, range, name.kind) else {
                return mark + 1
            }
        }
        if range.isEmpty || range.count >= 127 {
            range =
                start..<endOfValue(
                    bytes, from: start, limit: limit, name, before: before, text, isHeader)
            spend(2 * range.count)
        }
        guard !range.isEmpty else { return mark + 1 }
        if case .hide = SecretValue.verdict(bytes, range, name.kind) { note(range) }
        return range.upperBound
    }

    /// Whether the colon belongs to a sentence: "about the token: see there".
    private func isProse(
        _ bytes: Span<UInt8>, _ name: FoundName, before: UInt8, valueAt start: Int, _ limit: Int
    ) -> Bool {
        guard !name.isQuoted, before == 0x20 else { return false }
        if start < limit, Self.isQuote(bytes[start]) { return false }
        var end = start
        while end < limit, end - start < 64, !Self.isSpace(bytes[end]) { end += 1 }
        return !SecretValue.looksRandom(bytes, start..<end)
    }

    /// The end of a value: too late rather than too early, but never after the end of its string.
    ///
    /// - Parameter before: The byte before the name, or 0.
    private func endOfValue(
        _ bytes: Span<UInt8>, from start: Int, limit: Int, _ name: FoundName, before: UInt8,
        _ text: Text, _ isHeader: Bool
    ) -> Int {
        let isScript = text.kind == .scriptWord
        if !name.isQuoted, Self.isQuote(before) {
            // Name and value are quoted together: 'Authorization: secret'.
            return Self.end(ofText: bytes, from: start, limit: limit) {
                $0 == before || isScript && before != UInt8(ascii: "'") && $0 == UInt8(ascii: "`")
            }
        }
        // First in its word and unquoted: up to the end of the word, except for what a shell runs.
        if isScript, before == 0 || before == UInt8(ascii: "="), !name.isQuoted {
            return Self.endOfShellValue(bytes, from: start, limit: limit)
        }
        // First in its string (or --build-arg=NAME=secret): up to the end.
        if before == 0 || before == UInt8(ascii: "="), !name.isQuoted {
            guard start < limit, bytes[start] == UInt8(ascii: "/") else { return limit }
            // -o credentials=/etc/file,uid=1
            return Self.end(ofText: bytes, from: start, limit: limit) { $0 == UInt8(ascii: ",") }
        }
        if start + 1 < limit, bytes[start] == UInt8(ascii: "\\"), Self.isQuote(bytes[start + 1]) {
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
            let isWord = before == 0x20
            return Self.end(ofText: bytes, from: start, limit: limit) { byte in
                // "name": 12 in an object; a line of headers; or a word of a sentence
                byte == 0x0a || byte == 0x0d || isWord && Self.isSpace(byte)
                    || name.isQuoted
                        && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
                            || byte == UInt8(ascii: "]"))
            }
        }
        return Self.end(ofText: bytes, from: start, limit: limit) { byte in
            switch before {
            // ;name=a secret;
            case UInt8(ascii: ";"): byte == UInt8(ascii: ";")
            // ?name=secret&
            case UInt8(ascii: "?"), UInt8(ascii: "&"):
                byte == UInt8(ascii: "&") || byte == UInt8(ascii: "#") || Self.isSpace(byte)
                    || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            // user=me,name=secret,
            case UInt8(ascii: ","): byte == UInt8(ascii: ",") || Self.isSpace(byte)
            default: Self.isSpace(byte) || isScript && ShellWords.separates(byte)
            }
        }
    }

    /// Ends before a command substitution, whose command must stay visible: `TOKEN=$(get it)`.
    private static func endOfShellValue(_ bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var index = start
        var quote: UInt8?
        while index < limit {
            let byte = bytes[index]
            if quote == UInt8(ascii: "'") {
                if byte == UInt8(ascii: "'") { quote = nil }
            } else if byte == UInt8(ascii: "\\") {
                index += 1
            } else if byte == UInt8(ascii: "`")
                || byte == UInt8(ascii: "$") && index + 1 < limit
                    && bytes[index + 1] == UInt8(ascii: "(")
            {
                // A single quote character is not a value.
                return index - start <= 1 && (index == start || isQuote(bytes[start]))
                    ? start : index
            } else if byte == quote {
                quote = nil
            } else if isQuote(byte), quote == nil {
                quote = byte
            }
            index += 1
        }
        return limit
    }

    /// The first unescaped byte that satisfies `isEnd`, else the limit.
    private static func end(
        ofText bytes: Span<UInt8>, from start: Int, limit: Int, hasEscapes: Bool = true,
        _ isEnd: (UInt8) -> Bool
    ) -> Int {
        var index = start
        while index < limit {
            if hasEscapes, bytes[index] == UInt8(ascii: "\\") {
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
