/// Caches the kinds of variable names: most processes of a host have the same names.
///
/// Names are compared byte for byte, so a collision only costs another evaluation.
struct SecretNameCache: Sendable {
    /// The longest cached name; longer ones are evaluated each time.
    private static var longest: Int { 32 }
    private static var count: Int { 1024 }

    /// A name, padded with zeros.
    private struct Words: Equatable {
        var x: UInt64 = 0
        var y: UInt64 = 0
        var z: UInt64 = 0
        var w: UInt64 = 0
    }

    private struct Entry {
        var name = Words()
        /// 0 if the entry is free.
        var length = 0
        var kind = SecretName.Kind.ordinary
    }

    private var entries: [Entry] = []

    /// - Parameter judge: Evaluates a name that is not cached.
    mutating func kind(ofName name: Span<UInt8>, _ judge: (Span<UInt8>) -> SecretName.Kind)
        -> SecretName.Kind
    {
        let length = name.count
        guard length > 0, length <= Self.longest else { return judge(name) }
        let packed = Self.packed(name)
        var hash = (packed.x ^ packed.y &* 0x9e37_79b9_7f4a_7c15) &* 0xd6e8_feb8_6659_fd93
        hash ^= (packed.z ^ packed.w &* 0x9e37_79b9_7f4a_7c15) &* 0xa076_1d64_78bd_642f
        let slot = Int((hash ^ hash >> 29) >> 8 & UInt64(Self.count - 1))
        if entries.isEmpty { entries = [Entry](repeating: Entry(), count: Self.count) }
        if entries[slot].length == length, entries[slot].name == packed {
            return entries[slot].kind
        }
        let kind = judge(name)
        entries[slot] = Entry(name: packed, length: length, kind: kind)
        return kind
    }

    private static func packed(_ name: Span<UInt8>) -> Words {
        let count = name.count
        var words = Words()
        words.x = word(of: name, at: 0, count)
        if count > 8 { words.y = word(of: name, at: 8, count) }
        if count > 16 { words.z = word(of: name, at: 16, count) }
        if count > 24 { words.w = word(of: name, at: 24, count) }
        return words
    }

    /// The eight bytes at `start`; those from `count` on are zero.
    private static func word(of name: Span<UInt8>, at start: Int, _ count: Int) -> UInt64 {
        // SAFETY: bytes have no padding.
        let raw = unsafe name.bytes
        let left = count - start
        if left >= 8 {
            // SAFETY: eight bytes remain before count.
            return UInt64(
                littleEndian: unsafe raw.unsafeLoadUnaligned(
                    fromByteOffset: start, as: UInt64.self))
        }
        if count >= 8 {
            // SAFETY: there are at least eight bytes before count.
            let last = UInt64(
                littleEndian: unsafe raw.unsafeLoadUnaligned(
                    fromByteOffset: count - 8, as: UInt64.self))
            return last >> UInt64((8 - left) * 8)
        }
        var word: UInt64 = 0
        for index in 0..<count { word |= UInt64(name[index]) << UInt64(index * 8) }
        return word
    }
}
