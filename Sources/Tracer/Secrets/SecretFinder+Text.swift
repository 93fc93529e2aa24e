internal import TracerCapture

extension SecretFinder {
    /// The kind of a text, which determines where values in it end.
    enum TextKind {
        /// A string of an environment: the part before the first `=` is the name, whatever its bytes, and the
        /// rest is the value.
        case variable
        /// One argument, as the program receives it.
        case argument
        /// A word of a shell script, with its quotes.
        case scriptWord
    }

    /// Finds secrets in the text at `range`, from left to right.
    ///
    /// - Parameter nameEnd: The place of a variable's `=`, or the end of a string that has none.
    mutating func search(
        text bytes: Span<UInt8>, in range: Range<Int>, as kind: TextKind, nameEnd: Int = -1
    ) {
        let isVariable = kind == .variable
        var text = Text(start: range.lowerBound, limit: range.upperBound, kind: kind)
        var index = text.start
        if !isVariable, policy.usesDefaults {
            if kind == .scriptWord, index < text.limit, Self.isQuote(bytes[index]) { index += 1 }
            index = search(tokenIn: bytes, at: index, in: &text)
        }
        let limit = text.limit
        while index < limit {
            let stop =
                isVariable
                ? nextMark(bytes, from: index, limit: limit)
                : Self.nextStop(bytes, from: index, limit: limit)
            spend(stop - index + 1)
            guard stop < limit, mayGoOn(at: text.start) else { return }
            index = stop + 1
            switch bytes[stop] {
            case _ where stop == nameEnd: index = search(variable: bytes, at: stop, in: &text)
            case UInt8(ascii: ":")
            where stop < nameEnd && Self.isURL(bytes, colon: stop, limit: limit):
                // Not every string has a name.
                index = search(colon: bytes, at: stop, in: &text)
            case _ where stop < nameEnd: continue
            case UInt8(ascii: "="): index = search(assignment: bytes, at: stop, in: &text)
            case UInt8(ascii: ":"): index = search(colon: bytes, at: stop, in: &text)
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                index = search(statement: bytes, at: stop, in: text)
            case UInt8(ascii: "("): search(sourceName: bytes, at: stop, in: text)
            default: break
            }
            // After a value that was found comes another stop, not a token.
            if index == stop + 1, stop >= nameEnd, policy.usesDefaults,
                !isVariable || mayBeToken(bytes, at: index, limit: limit)
            {
                index = search(tokenIn: bytes, at: index, in: &text)
            }
        }
    }

    /// Finds a token by its form, or a word that looks generated.
    private mutating func search(tokenIn bytes: Span<UInt8>, at start: Int, in text: inout Text)
        -> Int
    {
        let end = search(tokenIn: bytes, at: start, limit: text.limit)
        if end > start { return end }
        if text.kind == .variable { return start }
        return search(generatedIn: bytes, at: start, in: &text)
    }

    /// The state of a text during the search.
    struct Text {
        /// The start of the current string.
        var start: Int
        let limit: Int
        let kind: TextKind
        /// The end of the word last searched for an `@`, and the position of the last `@` in it.
        var wordEnd = -1
        var lastAt: Int?

        /// The end of the word last examined by the search for generated words.
        var generatedEnd = 0
    }

    /// - Returns: Where to continue.
    private mutating func search(variable bytes: Span<UInt8>, at equals: Int, in text: inout Text)
        -> Int
    {
        let start = equals + 1
        spend(equals - text.start)
        let kind = kind(ofVariable: bytes.extracting(text.start..<equals))
        if case .ordinary = kind {
            // The line of a ~/.netrc.
            if policy.usesDefaults, Self.starts(bytes, start..<text.limit, with: Self.machine) {
                search(script: bytes, in: start..<text.limit, depth: 1, isCertain: true)
            }
            searchArguments(bytes, of: text.start..<equals, in: &text)
            return start
        }
        let end = text.limit
        spend(2 * (end - start))
        guard end > start else { return start }
        if kind != .chosen, Self.isStructure(bytes, at: start, end, of: kind) { return start }
        switch SecretValue.verdict(bytes, start..<end, kind) {
        case .lookInside: return start
        case .show: return end
        case .hide:
            note(start..<end)
            return end
        }
    }

    private static let machine = Array("machine ".utf8)

    /// CURL_OPTS=-u me:secret, SUDO_COMMAND=mysql -psecret: the value holds the words of a command.
    private mutating func searchArguments(
        _ bytes: Span<UInt8>, of name: Range<Int>, in text: inout Text
    ) {
        guard policy.usesDefaults, name.count >= 3 else { return }
        let last =
            UInt32(bytes[name.upperBound - 1]) | UInt32(bytes[name.upperBound - 2]) << 8
            | UInt32(bytes[name.upperBound - 3]) << 16
        // OPTS, ARGS, OPTIONS, FLAGS, COMMAND, CMD
        switch last & 0xdfdfdf {
        case 0x505453, 0x524753, 0x4f4e53, 0x414753, 0x414e44, 0x434d44: break
        default: return
        }
        search(script: bytes, in: (name.upperBound + 1)..<text.limit, depth: 1, isCertain: true)
    }

    /// Whether to search the value of a variable instead of hiding all of it: true for a URL, and for an
    /// object unless the name alone makes it secret.
    private static func isStructure(
        _ bytes: Span<UInt8>, at start: Int, _ end: Int, of kind: SecretName.Kind
    ) -> Bool {
        guard SecretValue.isStructure(bytes, at: start, limit: end) else { return false }
        return kind == .doubtful
            || bytes[start] != UInt8(ascii: "{") && bytes[start] != UInt8(ascii: "[")
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }

    /// The next byte that may end a word: one below `-`, or one of `: ; < = > ?`.
    private static func nextStop(_ bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        // SAFETY: bytes have no padding.
        let raw = unsafe bytes.bytes
        var index = start
        while index < limit, bytes.count - index >= 8 {
            // SAFETY: eight bytes remain before the end.
            let stops = stops(
                UInt64(
                    littleEndian: unsafe raw.unsafeLoadUnaligned(
                        fromUncheckedByteOffset: index, as: UInt64.self)))
            if stops != 0 { return min(index + stops.trailingZeroBitCount / 8, limit) }
            index += 8
        }
        while index < limit, !isStop(bytes[index]) { index += 1 }
        return min(index, limit)
    }

    /// The next stop in a variable that matters: `=`, `:`, a quote, `(`, or one that a token may follow.
    private func nextMark(_ bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        // SAFETY: bytes have no padding.
        let raw = unsafe bytes.bytes
        var index = start
        while index < limit, bytes.count &- index >= 8 {
            // SAFETY: eight bytes remain before the end.
            let word = UInt64(
                littleEndian: unsafe raw.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: index, as: UInt64.self))
            var stops = Self.stops(word)
            while stops != 0 {
                let bit = UInt64(truncatingIfNeeded: stops.trailingZeroBitCount &- 7)
                let stop = index &+ Int(truncatingIfNeeded: bit >> 3)
                if stop >= limit { return limit }
                let byte = UInt8(truncatingIfNeeded: word >> bit)
                if Self.isMark(byte) || mayBeToken(bytes, at: stop &+ 1, limit: limit) {
                    return stop
                }
                stops &= stops &- 1
            }
            index &+= 8
        }
        while index < limit {
            let byte = bytes[index]
            if Self.isStop(byte),
                Self.isMark(byte) || mayBeToken(bytes, at: index + 1, limit: limit)
            {
                return index
            }
            index += 1
        }
        return min(index, limit)
    }

    @inline(__always)
    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "'")
            || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "(")
    }

    private static func isStop(_ byte: UInt8) -> Bool {
        byte < UInt8(ascii: "-") || UInt8(ascii: ":")...UInt8(ascii: "?") ~= byte
    }

    /// Marks the stops among eight bytes by their high bits.
    ///
    /// Adding 0x80 - n to the low seven bits of a byte sets its high bit if they are n or more.
    @inline(__always)
    private static func stops(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones << 7
        let below = ones &* UInt64(0x80 - UInt8(ascii: "-"))
        let first = ones &* UInt64(0x80 - UInt8(ascii: ":"))
        let past = ones &* UInt64(0x80 - UInt8(ascii: "@"))
        let low = word & ~highs
        return (~(low &+ below) | (low &+ first) & ~(low &+ past)) & ~word & highs
    }
}
