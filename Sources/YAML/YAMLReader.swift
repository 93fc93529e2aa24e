// A configuration file (YAML 1.2.2, yaml.org/spec/1.2.2) → a tree of values, each with its line and column.
//
//     rules:                          mapping   a key, ": ", and a value, here or on deeper lines
//       - match: {comm: make}         list      "- " and a value; {…} and […] may go over several lines
//         redact: ["*_PIN", 'a b']    text      plain, "…" with escapes, '…' with '' for '
//
// This is the part of YAML that people write by hand. The rest is rejected by name, never misread: anchors,
// aliases, tags, block scalars (| and >), multi-line text, several documents, "? " keys. So
// any YAML reader reads what this one accepts in the same way (the tests compare with another one).
//
// It exists because other readers are large in a static file. With Yams, which needs all of
// Foundation, a program that reads one line is 58.7 MB; the complete tool, as Embedded Swift, has 2.6.

/// Reads one document. Memory is proportional to the text.
public struct YAMLReader {
    /// In bytes.
    public static var limit: Int { 1 << 20 }
    /// The most levels of nesting.
    static var deepest: Int { 32 }

    let bytes: [UInt8]
    var position = 0
    /// Counted from 0.
    var line = 0
    var lineStart = 0

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the complete text as one value.
    public mutating func document() throws(YAMLError) -> YAMLNode {
        guard bytes.count <= Self.limit else {
            throw error("more than 1 MiB: a configuration is shorter")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw invalidUTF8() }
        try checkControls()
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
        lineStart = position
        try skip()
        if next == 0x25 { throw error("directives (%) are not understood") }
        if isMarker(0x2d) {
            position += 3
            let line = self.line
            try skip()
            guard next == nil || self.line > line else {
                throw error("expected on the lines below ---")
            }
        }
        let node = try node(below: -1, depth: 0)
        try skip()
        guard next == nil else {
            if isMarker(0x2d) || isMarker(0x2e) {
                throw error("one document is expected, and nothing behind it")
            }
            throw error("not expected here: is the indentation that of the lines above?")
        }
        return node
    }

    /// Reads a value to the right of a column; null if there is none.
    mutating func node(below parent: Int, depth: Int) throws(YAMLError) -> YAMLNode {
        try skip()
        guard let byte = next, column > parent, !isMarker(0x2d), !isMarker(0x2e) else {
            return made(.empty)
        }
        guard depth < Self.deepest else {
            throw error("nested more than \(Self.deepest) levels deep")
        }
        if isDash { return try list(depth: depth) }
        if byte == 0x3f, isSpace(after: position) {
            throw error("\"? \" is not understood: write KEY: VALUE")
        }
        let start = self
        if byte != 0x5b, byte != 0x7b {
            _ = try scalar(inFlow: false)
            skipSpaces()
            let isKey = next == 0x3a && isSpace(after: position)
            self = start
            if isKey { return try mapping(depth: depth) }
        }
        return try value(depth: depth)
    }

    /// Reads a value on this line, after a key or by itself: text, `[…]` or `{…}`.
    private mutating func value(depth: Int) throws(YAMLError) -> YAMLNode {
        let node = try flow(depth: depth, inFlow: false)
        skipSpaces()
        if next == 0x3a, isSpace(after: position) {
            throw error("a second \": \" on the line: put the text in quotes")
        }
        guard next == nil || isLineEnd(at: position) || isComment else {
            throw error("not expected behind a value: put all of the text in quotes")
        }
        return node
    }

    private mutating func list(depth: Int) throws(YAMLError) -> YAMLNode {
        var node = made(.empty)
        let column = self.column
        var elements: [YAMLNode] = []
        while isDash, self.column == column, !isMarker(0x2d) {
            position += 1
            elements.append(try self.node(below: column, depth: depth + 1))
            try skip()
        }
        try checkIndent(column)
        node.content = .list(elements)
        return node
    }

    private mutating func mapping(depth: Int) throws(YAMLError) -> YAMLNode {
        var node = made(.empty)
        let column = self.column
        var members: [YAMLMember] = []
        var lines: [String: Int] = [:]
        while next != nil, self.column == column, !isMarker(0x2d), !isMarker(0x2e) {
            if isDash { break }
            let place = made(.empty)
            let key = try scalar(inFlow: false)
            skipSpaces()
            guard next == 0x3a, isSpace(after: position) else {
                throw error(
                    at: place,
                    "expected a key, as in KEY: VALUE (text over several lines is not understood)")
            }
            try note(key, in: &lines, at: place)
            position += 1
            members.append(
                YAMLMember(
                    key: key.text, line: place.line, column: place.column,
                    value: try member(of: column, depth: depth + 1)))
            try skip()
        }
        try checkIndent(column)
        node.content = .mapping(members)
        return node
    }

    /// Reads the value of a key: after it, or on the lines below.
    private mutating func member(of column: Int, depth: Int) throws(YAMLError) -> YAMLNode {
        let keyLine = line
        skipSpaces()
        let nothing = made(.empty)
        try skip()
        guard next != nil else { return nothing }
        if line == keyLine {
            if isDash { throw error("a list begins on a line of its own, or is written [a, b]") }
            return try value(depth: depth)
        }
        // A list may be in the same column as its key.
        let isList = isDash && self.column == column && !isMarker(0x2d)
        guard self.column > column || isList else { return nothing }
        return try node(below: isList ? column - 1 : column, depth: depth)
    }

    /// Rejects a line after a block that is still indented, but not like the block.
    private func checkIndent(_ column: Int) throws(YAMLError) {
        guard next != nil, self.column > column else { return }
        throw error("indented otherwise than the lines above")
    }

    /// - Parameter lines: The lines of the mapping's keys so far.
    func note(_ key: Scalar, in lines: inout [String: Int], at place: YAMLNode) throws(YAMLError) {
        if key.isEmpty { throw error(at: place, "null is no key: put it in quotes") }
        guard let before = lines.updateValue(place.line, forKey: key.text) else { return }
        throw error(at: place, "the same key as in line \(before)")
    }
}
