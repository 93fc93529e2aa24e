extension SecretFinder {
    /// Finds secrets in the text at `range`: one string, or several with their NULs.
    ///
    /// - Parameter isEnvironment: What stands before the first `=` of each string is a name, whatever
    ///   bytes it has.
    mutating func search(text bytes: Span<UInt8>, in range: Range<Int>, isEnvironment: Bool = false) {
        var start = range.lowerBound
        var awaitsName = isEnvironment
        var index = Self.nextMark(bytes, from: start, limit: range.upperBound)
        while index < range.upperBound {
            switch bytes[index] {
            case 0:
                start = index + 1
                awaitsName = isEnvironment
            case 0x3d:
                if awaitsName {
                    awaitsName = false
                    if policy.hides(name: bytes.extracting(start..<index)) {
                        note((index + 1)..<Self.endOfString(bytes, from: index, limit: range.upperBound))
                    }
                } else {
                    search(assignment: bytes, at: index, in: start..<range.upperBound)
                }
            default: search(colon: bytes, at: index, in: start..<range.upperBound)
            }
            index = Self.nextMark(bytes, from: index + 1, limit: range.upperBound)
        }
    }

    /// `NAME=secret`, also inside a text.
    private mutating func search(assignment bytes: Span<UInt8>, at equals: Int, in range: Range<Int>) {
        guard let name = name(before: equals, bytes, from: range.lowerBound) else { return }
        // An option that takes a file's name: --password-file=FILE.
        if name.range.lowerBound < name.word,
            Self.namesNoSecret(bytes.extracting(name.word..<name.range.upperBound))
        {
            return
        }
        note(value(bytes, after: equals, name, in: range, isHeader: false))
    }

    /// A URL's password, a header (`Name: secret`) or a member of an object (`"name":"secret"`).
    private mutating func search(colon bytes: Span<UInt8>, at colon: Int, in range: Range<Int>) {
        if range.upperBound - colon > 2, bytes[colon + 1] == 0x2f, bytes[colon + 2] == 0x2f {
            if policy.usesDefaults { search(url: bytes, from: colon + 3, limit: range.upperBound) }
            return
        }
        // Without a blank or a quote it is a path more often than a header: -v /run/secrets:/x.
        let next = colon + 1 < range.upperBound ? bytes[colon + 1] : 0
        let isQuoted = colon > range.lowerBound && Self.isQuote(bytes[colon - 1])
        guard isQuoted || Self.isSpace(next) else { return }
        search(header: bytes, at: colon, in: range)
    }

    /// - Parameter colon: Where the name ends.
    mutating func search(header bytes: Span<UInt8>, at colon: Int, in range: Range<Int>) {
        guard let name = name(before: colon, bytes, from: range.lowerBound) else { return }
        note(value(bytes, after: colon, name, in: range, isHeader: true))
    }

    /// - Parameter start: Behind the `://`.
    private mutating func search(url bytes: Span<UInt8>, from start: Int, limit: Int) {
        var colon: Int?
        var at: Int?
        var end = start
        // RFC 3986, section 3.2: up to / ? or #. Quotes may stand in a password.
        while end < limit, !Self.endsAuthority(bytes[end]) {
            if bytes[end] == 0x3a, colon == nil { colon = end }
            if bytes[end] == 0x40 { at = end }
            end += 1
        }
        guard let colon, bytes[start] != 0x5b || at != nil else { return }
        if at == nil, !Self.isPort(bytes, from: colon + 1, to: end) {
            // No port, so perhaps a password with a / in it that should have been written %2F.
            while end < limit, !Self.isSpace(bytes[end]), bytes[end] != 0 {
                if bytes[end] == 0x40 { at = end }
                end += 1
            }
        }
        if let at, at > colon {
            note((colon + 1)..<at)
        } else if at == nil, cutEnds.contains(end) {
            // Cut off: the @ may have been behind.
            note((colon + 1)..<end)
        }
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == 0x2f || byte == 0x3f || byte == 0x23 || byte == 0 || isSpace(byte)
    }

    private static func isPort(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var index = start
        while index < end {
            guard (0x30...0x39).contains(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    static func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }

    static func endOfString(_ bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        var end = start
        while end < limit, bytes[end] != 0 { end += 1 }
        return end
    }

    /// The next `=`, `:` or NUL; eight bytes are looked at in one go, since few are any of them.
    private static func nextMark(_ bytes: Span<UInt8>, from start: Int, limit: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        // Marks the high bit of each byte that is 0, and perhaps of bytes above it: the lowest counts.
        func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }
        // SAFETY: bytes have no padding.
        let raw = unsafe bytes.bytes
        var index = start
        while limit - index >= 8 {
            // SAFETY: eight bytes are left before limit, which is no more than the count.
            let word = UInt64(
                littleEndian: unsafe raw.unsafeLoadUnaligned(
                    fromByteOffset: index, as: UInt64.self))
            let marks = zeros(word) | zeros(word ^ ones &* 0x3d) | zeros(word ^ ones &* 0x3a)
            if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < limit {
            let byte = bytes[index]
            if byte == 0x3d || byte == 0x3a || byte == 0 { return index }
            index += 1
        }
        return index
    }
}
