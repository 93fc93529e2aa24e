extension OutputBuffer {
    /// Appends bytes as a JSON string with its quotes (RFC 8259). Each invalid UTF-8 sequence becomes one
    /// U+FFFD. Control characters and characters that change the writing direction are escaped, so that a
    /// terminal which shows the line obeys none of them; so are Unicode line ends.
    ///
    /// - Returns: Whether the bytes were valid UTF-8, so that the string is exact.
    @discardableResult
    public mutating func append(jsonString content: Span<UInt8>) -> Bool {
        append(0x22)
        var isUTF8 = true
        // Unescaped bytes are copied in runs, from `copied` up to `index`.
        var copied = 0
        var index = Self.endOfPlainRun(content, from: 0)
        while index < content.count {
            let byte = content[index]
            if byte < 0x80 {
                append(content.extracting(copied..<index))
                append(jsonEscapeOf: byte)
                index += 1
                copied = index
            } else {
                let sequence = UTF8Sequence(parsing: content, at: index)
                if sequence.scalar.map(Self.isEscaped) ?? true {
                    append(content.extracting(copied..<index))
                    copied = index + sequence.length
                    if let scalar = sequence.scalar {
                        append(jsonEscapeOf: scalar)
                    } else {
                        isUTF8 = false
                        append("\u{fffd}")
                    }
                }
                index += sequence.length
            }
            index = Self.endOfPlainRun(content, from: index)
        }
        append(content.extracting(copied..<content.count))
        append(0x22)
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

    /// The position of the next byte that can't be copied unchanged: a control character, a quote, a
    /// backslash, or a non-ASCII byte.
    ///
    /// Examines eight bytes at once, since most strings have no such byte. `zeros` marks the high bit of each
    /// byte that is 0 (and perhaps of bytes above it, which is harmless since the lowest mark is used); a
    /// subtraction borrows out of each byte below 0x20 in the same way.
    private static func endOfPlainRun(_ content: Span<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        // SAFETY: bytes have no padding.
        let raw = unsafe content.bytes
        var index = start
        while content.count - index >= 8 {
            // SAFETY: the loop condition leaves eight bytes at index, and any bits are a valid UInt64.
            let word = UInt64(
                littleEndian: unsafe raw.unsafeLoadUnaligned(
                    fromByteOffset: index, as: UInt64.self))
            let controls = (word &- ones &* 0x20) & ~word
            let quotes = zeros(word ^ ones &* 0x22)
            let backslashes = zeros(word ^ ones &* 0x5c)
            let deletes = zeros(word ^ ones &* 0x7f)
            let marks = (controls | quotes | backslashes | deletes | word) & highs
            if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < content.count {
            let byte = content[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5c || byte >= 0x7f { return index }
            index += 1
        }
        return index
    }
}
