/// A pattern for names of variables and options: `*` stands for any bytes, `?` for one.
///
/// Upper and lower case are the same, and so are `_`, `-` and `.`: `*API_KEY*` fits `--api-key`, too.
struct NamePattern: Sendable, Equatable {
    private let bytes: [UInt8]

    init(_ pattern: some Sequence<UInt8>) {
        bytes = pattern.map(Self.folded)
    }

    /// Takes time in proportion to both lengths multiplied, at worst.
    func matches(_ name: Span<UInt8>) -> Bool {
        var position = 0
        var place = 0
        // Where to go on after a mismatch: behind the last `*`, which then takes a byte more.
        var star: (position: Int, place: Int)?
        while place < name.count {
            if position < bytes.count, bytes[position] == 0x2a {
                position += 1
                star = (position, place)
            } else if position < bytes.count,
                bytes[position] == 0x3f || bytes[position] == Self.folded(name[place])
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

    /// A lower-case letter for an upper-case one, `_` for `-` and `.`, else the byte itself.
    static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5a: byte + 0x20
        case 0x2d, 0x2e: 0x5f
        default: byte
        }
    }
}
