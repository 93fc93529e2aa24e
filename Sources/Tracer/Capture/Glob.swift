/// A byte pattern: `*` matches any bytes, `?` matches one byte, and every other byte matches itself, except those
/// that `init(fnmatch:)` gives a meaning.
package struct Glob: Sendable, Equatable {
    private enum Element: Sendable, Equatable {
        case anyBytes, anyByte
        case byte(UInt8)
        /// `[…]`, as an index into `brackets`.
        case bracket(Int)
    }
    private struct Bracket: Sendable, Equatable {
        var ranges: [ClosedRange<UInt8>] = []
        var isNegated = false
    }
    private let elements: [Element]
    private var brackets: [Bracket] = []

    package init(_ pattern: some Sequence<UInt8>) {
        elements = pattern.map { byte in
            switch byte {
            case UInt8(ascii: "*"): .anyBytes
            case UInt8(ascii: "?"): .anyByte
            default: .byte(byte)
            }
        }
    }

    /// As fnmatch(3) without flags in the C locale: also `[a-z]`, `[!a-z]`, `[[:digit:]]`, and `\` before a
    /// byte that matches itself.
    package init(fnmatch pattern: [UInt8]) {
        var elements: [Element] = []
        var position = 0
        while position < pattern.count {
            let byte = pattern[position]
            position += 1
            switch byte {
            case UInt8(ascii: "*"): elements.append(.anyBytes)
            case UInt8(ascii: "?"): elements.append(.anyByte)
            case UInt8(ascii: "["):
                if let bracket = Self.bracket(pattern, &position) {
                    elements.append(.bracket(brackets.count))
                    brackets.append(bracket)
                } else {
                    elements.append(.byte(byte))
                }
            case UInt8(ascii: "\\"):
                // A backslash at the end matches nothing, and no name contains a NUL.
                elements.append(.byte(position < pattern.count ? pattern[position] : 0))
                position += 1
            default: elements.append(.byte(byte))
            }
        }
        self.elements = elements
    }

    /// Takes time proportional to the product of both lengths in the worst case.
    package func matches(_ text: Span<UInt8>) -> Bool {
        matches(text) { $0 }
    }

    /// - Parameter folding: Maps each byte of the text; the pattern's bytes are already mapped.
    package func matches(_ text: Span<UInt8>, folding: (UInt8) -> UInt8) -> Bool {
        // The first byte rules out most texts.
        if case .byte(let first)? = elements.first {
            guard text.count > 0, folding(text[0]) == first else { return false }
        }
        var position = 0
        var place = 0
        // Where to resume after a mismatch: after the last `*`, which then matches one byte more.
        var star: (position: Int, place: Int)?
        while place < text.count {
            if position < elements.count, elements[position] == .anyBytes {
                position += 1
                star = (position, place)
            } else if position < elements.count, matches(elements[position], folding(text[place])) {
                position += 1
                place += 1
            } else if let last = star {
                star = (last.position, last.place + 1)
                position = last.position
                place = last.place + 1
            } else {
                return false
            }
        }
        return elements[position...].allSatisfy { $0 == .anyBytes }
    }

    private func matches(_ element: Element, _ byte: UInt8) -> Bool {
        switch element {
        case .byte(let own): own == byte
        case .anyByte: true
        case .anyBytes: false
        case .bracket(let index):
            brackets[index].ranges.contains { $0 ~= byte } != brackets[index].isNegated
        }
    }
}

// MARK: - Brackets

extension Glob {
    /// Reads `[…]`.
    ///
    /// - Parameter position: The place after the `[`; afterwards that after the `]`.
    /// - Returns: nil if no `]` ends it, so that the `[` matches itself.
    private static func bracket(_ pattern: [UInt8], _ position: inout Int) -> Bracket? {
        var next = position
        var bracket = Bracket()
        if next < pattern.count, "!^".utf8.contains(pattern[next]) {
            bracket.isNegated = true
            next += 1
        }
        let first = next
        while next < pattern.count {
            if pattern[next] == UInt8(ascii: "]"), next > first {
                position = next + 1
                return bracket
            }
            if let (members, end) = characterClass(pattern, at: next) {
                bracket.ranges += members
                next = end
                continue
            }
            guard let low = member(pattern, &next) else { return nil }
            if next + 1 < pattern.count, pattern[next] == UInt8(ascii: "-"),
                pattern[next + 1] != UInt8(ascii: "]")
            {
                next += 1
                guard let high = member(pattern, &next) else { return nil }
                if low <= high { bracket.ranges.append(low...high) }
            } else {
                bracket.ranges.append(low...low)
            }
        }
        return nil
    }

    /// One byte of a bracket, perhaps after a backslash.
    private static func member(_ pattern: [UInt8], _ next: inout Int) -> UInt8? {
        if pattern[next] == UInt8(ascii: "\\") { next += 1 }
        guard next < pattern.count else { return nil }
        defer { next += 1 }
        return pattern[next]
    }

    /// The bytes of `[:name:]` and the place after it, if one begins here.
    private static func characterClass(
        _ pattern: [UInt8], at start: Int
    ) -> (members: [ClosedRange<UInt8>], end: Int)? {
        for (name, members) in classes {
            let text = Array("[:\(name):]".utf8)
            if pattern[start...].starts(with: text) {
                return (members.map { $0.0...$0.1 }, start + text.count)
            }
        }
        return nil
    }

    private static let classes: [(name: String, members: [(UInt8, UInt8)])] = {
        let lower = (UInt8(ascii: "a"), UInt8(ascii: "z"))
        let upper = (UInt8(ascii: "A"), UInt8(ascii: "Z"))
        let digit = (UInt8(ascii: "0"), UInt8(ascii: "9"))
        let (space, last) = (UInt8(ascii: " "), UInt8(ascii: "~"))
        return [
            ("alpha", [upper, lower]), ("upper", [upper]), ("lower", [lower]), ("digit", [digit]),
            (
                "xdigit",
                [digit, (UInt8(ascii: "A"), UInt8(ascii: "F")), (UInt8(ascii: "a"), UInt8(ascii: "f"))]
            ),
            ("alnum", [digit, upper, lower]),
            ("space", [(UInt8(ascii: "\t"), UInt8(ascii: "\r")), (space, space)]),
            ("blank", [(UInt8(ascii: "\t"), UInt8(ascii: "\t")), (space, space)]),
            ("print", [(space, last)]), ("graph", [(UInt8(ascii: "!"), last)]),
            (
                "punct",
                [
                    (UInt8(ascii: "!"), UInt8(ascii: "/")), (UInt8(ascii: ":"), UInt8(ascii: "@")),
                    (UInt8(ascii: "["), UInt8(ascii: "`")), (UInt8(ascii: "{"), last),
                ]
            ),
            ("cntrl", [(0, 0x1f), (0x7f, 0x7f)]),
        ]
    }()
}
