extension OutputBuffer {
    /// Appends bytes as a JSON string with its quotes (RFC 8259). Each invalid UTF-8 sequence becomes one
    /// U+FFFD. Control characters and characters that change the writing direction are escaped, so that a
    /// terminal which shows the line obeys none of them; so are Unicode line ends.
    ///
    /// - Returns: Whether the bytes were valid UTF-8, so that the string is exact.
    @discardableResult
    public mutating func append(jsonString content: Span<UInt8>) -> Bool {
        append(UInt8(ascii: "\""))
        let isUTF8 = append(jsonText: content)
        append(UInt8(ascii: "\""))
        return isUTF8
    }

    /// Appends the inside of a JSON string.
    mutating func append(jsonText content: Span<UInt8>) -> Bool {
        var isUTF8 = true
        var index = append(plainRunOf: content, from: 0)
        while index < content.count {
            let byte = content[index]
            if byte < 0x80 {
                append(jsonEscapeOf: byte)
                index += 1
            } else {
                let sequence = UTF8Sequence(parsing: content, at: index)
                if let scalar = sequence.scalar {
                    if Self.isEscaped(scalar) {
                        append(jsonEscapeOf: scalar)
                    } else {
                        append(content.extracting(index..<index + sequence.length))
                    }
                } else {
                    isUTF8 = false
                    append("\u{fffd}")
                }
                index += sequence.length
            }
            index = append(plainRunOf: content, from: index)
        }
        return isUTF8
    }

    package mutating func append(_ value: Bool) {
        append(value ? "true" : "false")
    }

    private mutating func append(jsonEscapeOf byte: UInt8) {
        switch byte {
        case 0x22: append(#"\""#)
        case 0x5c: append(#"\\"#)
        case 0x08: append(#"\b"#)
        case 0x09: append(#"\t"#)
        case 0x0a: append(#"\n"#)
        case 0x0c: append(#"\f"#)
        case 0x0d: append(#"\r"#)
        default:
            append(#"\u00"#)
            append(hexadecimal: byte)
        }
    }

    /// Whether a non-ASCII character is written as an escape.
    private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // C1: U+009B begins a control sequence as ESC [ does; U+0085 ends a line.
        case 0x80...0x9f: true
        // Bidi_Control (Unicode 16, PropList.txt).
        case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
        // The line separator and the paragraph separator.
        case 0x2028, 0x2029: true
        default: false
        }
    }

    /// - Precondition: The character is one UTF-16 code unit.
    private mutating func append(jsonEscapeOf scalar: Unicode.Scalar) {
        append(#"\u"#)
        append(hexadecimal: UInt8(truncatingIfNeeded: scalar.value >> 8))
        append(hexadecimal: UInt8(truncatingIfNeeded: scalar.value))
    }

    /// Appends bytes up to the next one that can't be copied unchanged: a control character, a quote, a
    /// backslash, or a non-ASCII byte.
    ///
    /// - Returns: The position of that byte, or the end.
    private mutating func append(plainRunOf content: Span<UInt8>, from start: Int) -> Int {
        guard start < content.count else { return start }
        var length = 0
        // SAFETY: the bytes from start on are inside the span, which is there during the call, and the memory has
        // eight bytes more than that, since the last word may be only part of the run.
        unsafe content.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            unsafe write(atMost: source.count - start + 8) { place in
                length = unsafe Self.copyPlainRun(base + start, source.count - start, to: place)
                return length
            }
        }
        return start + length
    }

    /// Appends a member in one step if neither its key nor its value needs an escape, as most don't.
    mutating func append(plainMember name: Span<UInt8>, _ value: Span<UInt8>) -> Bool {
        let comma = needsComma ? 1 : 0
        var length = 0
        // SAFETY: the memory has room for both, their quotes and separators, and for the word that
        // `copyPlainRun` may write beyond the end; both are there during the call.
        unsafe name.withUnsafeBytes { name in
            unsafe value.withUnsafeBytes { value in
                unsafe write(atMost: name.count + value.count + 14) { place in
                    // SAFETY: three bytes, the key, and a word beyond it have room.
                    guard let key = name.baseAddress else { return 0 }
                    unsafe place.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
                    unsafe place.storeBytes(
                        of: UInt8(ascii: "\""), toByteOffset: comma, as: UInt8.self)
                    var end = unsafe place + comma + 1
                    guard unsafe Self.copyPlainRun(key, name.count, to: end) == name.count else {
                        return 0
                    }
                    // SAFETY: the key and its first quote, and a comma, are all that precedes `end`.
                    unsafe end += name.count
                    unsafe end.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
                    unsafe end.storeBytes(of: UInt8(ascii: ":"), toByteOffset: 1, as: UInt8.self)
                    unsafe end.storeBytes(of: UInt8(ascii: "\""), toByteOffset: 2, as: UInt8.self)
                    unsafe end += 3
                    // SAFETY: room for the value, the last quote and a word beyond it is left.
                    if let text = value.baseAddress, value.count > 0 {
                        guard unsafe Self.copyPlainRun(text, value.count, to: end) == value.count
                        else {
                            return 0
                        }
                        unsafe end += value.count
                    }
                    unsafe end.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
                    length = comma + name.count + value.count + 5
                    return length
                }
            }
        }
        guard length > 0 else { return false }
        needsComma = true
        return true
    }

    /// Copies eight bytes at a time and stops at the first that must be escaped.
    ///
    /// - Returns: The number of bytes before it. Up to eight more were written.
    @unsafe private static func copyPlainRun(
        _ source: UnsafeRawPointer, _ count: Int, to place: UnsafeMutableRawPointer
    ) -> Int {
        var index = 0
        while count - index >= 8 {
            // SAFETY: eight bytes remain at index, and the caller has room for them.
            let word = unsafe (source + index).loadUnaligned(as: UInt64.self)
            unsafe (place + index).storeBytes(of: word, as: UInt64.self)
            let marks = escapeMarks(UInt64(littleEndian: word))
            if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
            index += 8
        }
        guard index < count else { return count }
        // SAFETY: from index on less than eight bytes remain.
        let word = unsafe lastWord(source + index, count - index)
        unsafe (place + index).storeBytes(of: UInt64(littleEndian: word), as: UInt64.self)
        let marks = escapeMarks(word) & ~(~0 << UInt64(8 * (count - index)))
        return marks == 0 ? count : index + marks.trailingZeroBitCount / 8
    }

    /// One to seven bytes as the low bytes of a little-endian word.
    @unsafe private static func lastWord(_ source: UnsafeRawPointer, _ count: Int) -> UInt64 {
        // SAFETY: both reads are inside the count; they overlap.
        if count >= 4 {
            let low = UInt32(littleEndian: unsafe source.loadUnaligned(as: UInt32.self))
            let high = UInt32(
                littleEndian: unsafe (source + count - 4).loadUnaligned(as: UInt32.self))
            return UInt64(low) | UInt64(high) << UInt64(8 * (count - 4))
        }
        // SAFETY: there is at least one byte, and each other one is below the count.
        var word = UInt64(unsafe source.load(as: UInt8.self))
        if count > 1 { word |= UInt64(unsafe source.load(fromByteOffset: 1, as: UInt8.self)) << 8 }
        if count > 2 { word |= UInt64(unsafe source.load(fromByteOffset: 2, as: UInt8.self)) << 16 }
        return word
    }

    /// Marks, by its high bit, each byte that can't be copied unchanged, and perhaps bytes above it.
    ///
    /// A subtraction borrows out of a byte that is smaller, an addition carries out of 0xff: both happen only
    /// at a byte that is marked itself, so the lowest mark is right.
    @inline(__always)
    private static func escapeMarks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = (word ^ ones &* UInt64(UInt8(ascii: "\""))) &- ones
        let backslashes = (word ^ ones &* UInt64(UInt8(ascii: "\\"))) &- ones
        let controls = word &- ones &* 0x20
        let deletes = word &+ ones
        return (word | quotes | backslashes | controls | deletes) & (ones << 7)
    }
}
