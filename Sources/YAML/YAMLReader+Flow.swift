extension YAMLReader {
    /// Text, `[…]` or `{…}`.
    mutating func flow(depth: Int, inFlow: Bool) throws(YAMLError) -> YAMLNode {
        guard depth < Self.deepest else {
            throw error("nested more than \(Self.deepest) levels deep")
        }
        var node = made(.empty)
        switch next {
        case 0x5b: node.content = .list(try flowList(depth: depth))
        case 0x7b: node.content = .mapping(try flowMapping(depth: depth))
        default:
            let scalar = try scalar(inFlow: inFlow)
            node.content = scalar.isEmpty ? .empty : .text(scalar.text)
        }
        return node
    }

    private mutating func flowList(depth: Int) throws(YAMLError) -> [YAMLNode] {
        let start = made(.empty)
        var elements: [YAMLNode] = []
        position += 1
        while try !isAtEnd(with: 0x5d, of: start) {
            if next == 0x2c { throw error("expected a value before the comma") }
            let element = try flow(depth: depth + 1, inFlow: true)
            try skip()
            if next == 0x3a { throw error("a mapping inside [ ] is written {KEY: VALUE}") }
            elements.append(element)
            try takeComma(orEnd: 0x5d, of: start)
        }
        position += 1
        return elements
    }

    private mutating func flowMapping(depth: Int) throws(YAMLError) -> [YAMLMember] {
        let start = made(.empty)
        var members: [YAMLMember] = []
        var lines: [String: Int] = [:]
        position += 1
        while try !isAtEnd(with: 0x7d, of: start) {
            let place = made(.empty)
            let key = try scalar(inFlow: true)
            skipSpaces()
            guard next == 0x3a, isSpace(after: position) || isFlowEnd(at: position + 1) else {
                throw error("expected a colon and a space, as in {KEY: VALUE}")
            }
            try note(key, in: &lines, at: place)
            position += 1
            try skip()
            let value =
                isFlowEnd(at: position) && next != 0x5b && next != 0x7b
                ? made(.empty) : try flow(depth: depth + 1, inFlow: true)
            members.append(
                YAMLMember(key: key.text, line: place.line, column: place.column, value: value))
            try takeComma(orEnd: 0x7d, of: start)
        }
        position += 1
        return members
    }

    /// Whether the closing bracket is next. It may follow the last comma.
    private mutating func isAtEnd(with end: UInt8, of start: YAMLNode) throws(YAMLError) -> Bool {
        try skip()
        guard let byte = next else { throw error(at: start, "this bracket is not closed") }
        return byte == end
    }

    private mutating func takeComma(orEnd end: UInt8, of start: YAMLNode) throws(YAMLError) {
        try skip()
        guard let byte = next else { throw error(at: start, "this bracket is not closed") }
        guard byte != end else { return }
        guard byte == 0x2c else {
            throw error(end == 0x5d ? "expected a comma or ]" : "expected a comma or }")
        }
        position += 1
    }
}
