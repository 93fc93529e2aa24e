/// A pattern for names of variables and options: `*` stands for any bytes, `?` for one.
///
/// Upper and lower case are the same, and so are `_`, `-` and `.`: `*API_KEY*` fits `--api-key`, too.
struct NamePattern: Sendable, Equatable {
    private let glob: Glob

    init(_ pattern: some Sequence<UInt8>) {
        glob = Glob(pattern.map(Self.folded))
    }

    /// Takes time in proportion to both lengths multiplied, at worst.
    func matches(_ name: Span<UInt8>) -> Bool {
        glob.matches(name, folding: Self.folded)
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
