/// A code of DEFLATE: each symbol's bits follow from how many there are (RFC 1951, 3.2.2).
struct HuffmanCode: Sendable {
    /// How many codes there are of each length.
    private var counts = [Int](repeating: 0, count: longest + 1)
    /// The symbols, by the lengths of their codes, then by themselves.
    private var symbols: [Int] = []

    /// Bits.
    static var longest: Int { 15 }

    /// - Parameters:
    ///   - lengths: Of each symbol's code in bits, at most 15; 0 for symbols that don't occur.
    ///   - offset: For the error.
    /// - Throws: `InflateError.malformed` if there are more codes than so many bits can tell apart.
    init(_ lengths: [UInt8], at offset: Int) throws(InflateError) {
        self.init(unchecked: lengths)
        var left = 1
        for length in 1...Self.longest {
            left = left * 2 - counts[length]
            guard left >= 0 else {
                throw .malformed(offset: offset, reason: "too many codes of \(length) bits")
            }
        }
    }

    private init(unchecked lengths: [UInt8]) {
        for length in lengths { counts[min(Int(length), Self.longest)] += 1 }
        counts[0] = 0
        for length in 1...Self.longest {
            symbols += lengths.indices.filter { Int(lengths[$0]) == length }
        }
    }

    /// Where the bits read so far lead.
    struct Reader {
        fileprivate var code = 0
        fileprivate var first = 0
        fileprivate var index = 0
        fileprivate var length = 0
    }

    /// Goes on by one bit.
    ///
    /// - Returns: The symbol whose code the bits are; nil if they are none yet.
    func symbol(after bit: Int, _ reader: inout Reader) -> Int? {
        reader.length += 1
        guard reader.length <= Self.longest else { return nil }
        reader.code |= bit
        let count = counts[reader.length]
        if reader.code - reader.first < count {
            let place = reader.index + reader.code - reader.first
            return symbols.indices.contains(place) ? symbols[place] : nil
        }
        reader.index += count
        reader.first = (reader.first + count) << 1
        reader.code <<= 1
        return nil
    }

    /// The codes of blocks of type 1.
    static let fixedLiterals = HuffmanCode(
        unchecked: [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
            + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8))
    static let fixedDistances = HuffmanCode(unchecked: [UInt8](repeating: 5, count: 30))
}
