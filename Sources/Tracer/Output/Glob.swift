/// A pattern for bytes: `*` stands for any of them, `?` for one, everything else for itself.
package struct Glob: Sendable, Equatable {
    private let bytes: [UInt8]

    package init(_ pattern: some Sequence<UInt8>) {
        bytes = Array(pattern)
    }

    /// Takes time in proportion to both lengths multiplied, at worst.
    package func matches(_ text: Span<UInt8>) -> Bool {
        matches(text) { $0 }
    }

    /// - Parameter folding: What each byte of the text is taken for; the pattern's bytes are so already.
    @inline(__always)
    func matches(_ text: Span<UInt8>, folding: (UInt8) -> UInt8) -> Bool {
        // Most texts are told apart by their first byte.
        if let first = bytes.first, first != 0x2a, first != 0x3f {
            guard text.count > 0, folding(text[0]) == first else { return false }
        }
        var position = 0
        var place = 0
        // Where to go on after a mismatch: behind the last `*`, which then takes a byte more.
        var star: (position: Int, place: Int)?
        while place < text.count {
            if position < bytes.count, bytes[position] == 0x2a {
                position += 1
                star = (position, place)
            } else if position < bytes.count,
                bytes[position] == 0x3f || bytes[position] == folding(text[place])
            {
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
        while position < bytes.count, bytes[position] == 0x2a { position += 1 }
        return position == bytes.count
    }
}
