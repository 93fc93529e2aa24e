extension YAMLReader {
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    /// Counted from 0.
    var column: Int { position - lineStart }

    /// Skips blanks and comments, on this line and later ones.
    mutating func skip() throws(YAMLError) {
        while true {
            skipSpaces()
            // YAML allows some tabs, and readers disagree about which.
            if next == 0x09 { throw error("a tab: use spaces") }
            if isComment { while next != nil, !isLineEnd(at: position) { position += 1 } }
            guard next != nil, isLineEnd(at: position) else { return }
            position +=
                next == 0x0d && position + 1 < bytes.count && bytes[position + 1] == 0x0a ? 2 : 1
            line += 1
            lineStart = position
        }
    }

    mutating func skipSpaces() {
        while next == 0x20 { position += 1 }
    }

    func isLineEnd(at position: Int) -> Bool {
        position < bytes.count && (bytes[position] == 0x0a || bytes[position] == 0x0d)
    }

    /// Whether a blank, the end of the line or the end of the text follows the byte.
    func isSpace(after position: Int) -> Bool {
        position + 1 >= bytes.count || isLineEnd(at: position + 1) || bytes[position + 1] == 0x20
            || bytes[position + 1] == 0x09
    }

    func isFlowEnd(at position: Int) -> Bool {
        position < bytes.count && [0x2c, 0x5b, 0x5d, 0x7b, 0x7d].contains(bytes[position])
    }

    /// The dash of a list item, with its space.
    var isDash: Bool { next == 0x2d && isSpace(after: position) }

    /// `#` after a blank.
    var isComment: Bool {
        guard next == 0x23 else { return false }
        return position == lineStart || bytes[position - 1] == 0x20 || bytes[position - 1] == 0x09
    }

    /// `---` or `...` at the beginning of a line.
    func isMarker(_ byte: UInt8) -> Bool {
        position == lineStart && bytes.count - position >= 3
            && bytes[position..<position + 3].allSatisfy { $0 == byte }
            && isSpace(after: position + 2)
    }

    func made(_ content: YAMLNode.Content) -> YAMLNode {
        YAMLNode(content, line: line + 1, column: column + 1)
    }

    func error(_ what: String) -> YAMLError {
        YAMLError(line: line + 1, column: column + 1, what: what)
    }

    func error(at place: YAMLNode, _ what: String) -> YAMLError {
        YAMLError(line: place.line, column: place.column, what: what)
    }

    /// The only control characters in YAML are tabs and line ends.
    func checkControls() throws(YAMLError) {
        var (line, lineStart) = (1, 0)
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0x0a { (line, lineStart) = (line + 1, index + 1) }
            guard byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d || byte == 0x7f else {
                continue
            }
            throw YAMLError(
                line: line, column: index - lineStart + 1,
                what: "a control character: write it as an escape, in double quotes")
        }
    }

    /// An error at the first line that can't be decoded.
    func invalidUTF8() -> YAMLError {
        var number = 0
        for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
            number += 1
            guard String(validating: line, as: UTF8.self) == nil else { continue }
            return YAMLError(line: number, column: 1, what: "the line is not UTF-8")
        }
        return YAMLError(line: 1, column: 1, what: "the text is not UTF-8")
    }
}
