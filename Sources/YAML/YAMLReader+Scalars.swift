extension YAMLReader {
    struct Scalar {
        var text: String
        var isQuoted: Bool

        /// Whether it is a null value.
        var isEmpty: Bool { !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text) }
    }

    /// Reads text on this line.
    ///
    /// - Parameter inFlow: Whether it is inside brackets, where commas and brackets end it.
    mutating func scalar(inFlow: Bool) throws(YAMLError) -> Scalar {
        switch next {
        case 0x22: return Scalar(text: try doubleQuoted(), isQuoted: true)
        case 0x27: return Scalar(text: try singleQuoted(), isQuoted: true)
        default: return Scalar(text: try plain(inFlow: inFlow), isQuoted: false)
        }
    }

    private mutating func plain(inFlow: Bool) throws(YAMLError) -> String {
        try checkFirst(inFlow: inFlow)
        let start = position
        var end = position
        while let byte = next, !isLineEnd(at: position) {
            if byte == 0x3a, isSpace(after: position) || inFlow && isFlowEnd(at: position + 1) {
                break
            }
            if inFlow, isFlowEnd(at: position) { break }
            if isComment { break }
            if byte == 0x09 { throw error("a tab: use spaces, or put the text in quotes") }
            position += 1
            if byte != 0x20 { end = position }
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Rejects a plain text that begins with a character of another meaning in YAML.
    private func checkFirst(inFlow: Bool) throws(YAMLError) {
        guard let byte = next else { return }
        switch byte {
        case 0x2a:
            throw error(
                "text that begins with * must stand in quotes: \"*\" (aliases are not understood)")
        case 0x26:
            throw error("text that begins with & must stand in quotes (anchors are not understood)")
        case 0x21:
            throw error("text that begins with ! must stand in quotes (tags are not understood)")
        case 0x7c, 0x3e:
            throw error("block scalars (| and >) are not understood: write the text in quotes")
        case 0x25, 0x40, 0x60, 0x23:
            throw error("text that begins with %, @, ` or # must stand in quotes")
        case 0x2c, 0x5b, 0x5d, 0x7b, 0x7d:
            throw error(
                "not expected here: text that begins with a comma or a bracket must stand in quotes"
            )
        case 0x2d, 0x3f, 0x3a:
            // Readers disagree about the last two inside brackets.
            let isIndicator =
                isSpace(after: position) || inFlow && (byte != 0x2d || isFlowEnd(at: position + 1))
            if isIndicator {
                throw error("not expected here: text of this kind must stand in quotes")
            }
        default: break
        }
    }

    private mutating func singleQuoted() throws(YAMLError) -> String {
        let start = made(.empty)
        var text: [UInt8] = []
        position += 1
        while true {
            guard let byte = next, !isLineEnd(at: position) else { throw notClosed(start) }
            position += 1
            if byte == 0x27 {
                guard next == 0x27 else { return String(decoding: text, as: UTF8.self) }
                position += 1
            }
            text.append(byte)
        }
    }

    private mutating func doubleQuoted() throws(YAMLError) -> String {
        let start = made(.empty)
        var text: [UInt8] = []
        position += 1
        while true {
            guard let byte = next, !isLineEnd(at: position) else { throw notClosed(start) }
            position += 1
            switch byte {
            case 0x22: return String(decoding: text, as: UTF8.self)
            case 0x5c: text += Array(String(try escape()).utf8)
            default: text.append(byte)
            }
        }
    }

    private func notClosed(_ start: YAMLNode) -> YAMLError {
        error(
            at: start,
            "the quote is not closed on its line (text over several lines is not understood)")
    }

    /// The character of an escape sequence, after its backslash.
    private mutating func escape() throws(YAMLError) -> Character {
        let escapes: [UInt8: Unicode.Scalar] = [
            0x30: "\0", 0x61: "\u{7}", 0x62: "\u{8}", 0x74: "\t", 0x09: "\t", 0x6e: "\n",
            0x76: "\u{b}",
            0x66: "\u{c}", 0x72: "\r", 0x65: "\u{1b}", 0x20: " ", 0x22: "\"", 0x2f: "/", 0x5c: "\\",
            0x4e: "\u{85}", 0x5f: "\u{a0}", 0x4c: "\u{2028}", 0x50: "\u{2029}",
        ]
        let digits: [UInt8: Int] = [0x78: 2, 0x75: 4, 0x55: 8]
        guard let byte = next else { throw error("an escape is expected") }
        if let scalar = escapes[byte] {
            position += 1
            return Character(scalar)
        }
        guard let count = digits[byte] else {
            throw error("no escape of YAML: a backslash is written \\\\")
        }
        let start = position + 1
        guard bytes.count - start >= count,
            let number = UInt32(
                String(decoding: bytes[start..<start + count], as: UTF8.self), radix: 16),
            bytes[start] != 0x2b, bytes[start] != 0x2d, let scalar = Unicode.Scalar(number)
        else { throw error("expected \(count) hexadecimal digits of a character's number") }
        position = start + count
        return Character(scalar)
    }
}
