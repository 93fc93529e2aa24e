/// A byte pattern: `*` matches any bytes, `?` matches one byte, every other byte matches itself.
package struct Glob: Sendable, Equatable {
    private let bytes: [UInt8]

    package init(_ pattern: some Sequence<UInt8>) {
        bytes = Array(pattern)
    }

    /// Takes time proportional to the product of both lengths in the worst case.
    package func matches(_ text: Span<UInt8>) -> Bool {
        matches(text) { $0 }
    }

    /// - Parameter folding: Maps each byte of the text; the pattern's bytes are already mapped.
    @inline(__always)
    func matches(_ text: Span<UInt8>, folding: (UInt8) -> UInt8) -> Bool {
        // The first byte rules out most texts.
        if let first = bytes.first, first != 0x2a, first != 0x3f {
            guard text.count > 0, folding(text[0]) == first else { return false }
        }
        var position = 0
        var place = 0
        // Where to resume after a mismatch: after the last `*`, which then matches one byte more.
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
