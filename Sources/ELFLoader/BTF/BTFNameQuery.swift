/// A name to look for together with others (`BTFTable.ids(of:)`).
package struct BTFNameQuery: Sendable {
    let name: [UInt8]
    let kinds: BTFKinds
    /// Whether `name___anything` matches, too (see `BTFFlavour`).
    let isEssential: Bool

    package init(_ name: String, in kinds: BTFKinds, isEssential: Bool = false) {
        self.name = Array(name.utf8)
        self.kinds = kinds
        self.isEssential = isEssential
    }

    /// The first four bytes of a string with this name, as a little-endian word; bytes after the NUL are zero. An
    /// essential name shorter than four bytes has a second word, which its flavours begin with.
    var beginnings: [UInt32] {
        var word: UInt32 = 0
        for (index, byte) in name.prefix(4).enumerated() { word |= UInt32(byte) << UInt32(8 * index) }
        guard isEssential, name.count < 4 else { return [word] }
        return [word, word | Self.underscores << UInt32(8 * name.count)]
    }

    private static var underscores: UInt32 { 0x5f5f_5f5f }
}

/// Four bytes of a name, from its first on.
enum BTFNameBeginning {
    /// A word with zeros in place of what follows its first NUL.
    static func cut(_ word: UInt32) -> UInt32 {
        // The highest bit of each zero byte, exactly up to the first one.
        let zeros = (word &- 0x0101_0101) & ~word & 0x8080_8080
        guard zeros != 0 else { return word }
        return word & ((1 << UInt32(zeros.trailingZeroBitCount - 7)) - 1)
    }

    /// The number of slots that words are spread over.
    static var slots: Int { 1 << 12 }

    static func slot(_ word: UInt32) -> Int { Int((word &* 0x9e37_79b1) >> 20) }
}
