/// A DEFLATE Huffman code. The code lengths determine the codes (RFC 1951, 3.2.2).
struct HuffmanCode: Sendable {
    /// The number of codes of each length.
    private var counts = [Int](repeating: 0, count: longest + 1)
    /// The symbols, sorted by code length, then by value.
    private var symbols: [Int] = []
    /// Indexed by the next bits of the input. An entry holds the symbol whose code they begin with, and the
    /// code's length in the low 4 bits; it is 0 if no code of at most `tableBits` bits matches.
    private var table = [UInt16](repeating: 0, count: 1 << tableBits)

    /// In bits.
    static var longest: Int { 15 }
    /// Most symbols have codes no longer than this, and are found in one step.
    private static var tableBits: Int { 9 }

    /// - Parameters:
    ///   - lengths: The code length of each symbol in bits, at most 15; 0 for symbols that don't occur.
    ///   - offset: Position in the input, for the error.
    /// - Throws: `InflateError.malformed` if a length has more codes than its bits allow.
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
        fillTable()
    }

    /// Codes begin with their highest bit, but the input's bits come from the low end, so each code is turned round.
    private mutating func fillTable() {
        var (code, index) = (0, 0)
        for length in 1...Self.tableBits {
            code <<= 1
            for symbol in symbols[index..<index + counts[length]] where code < 1 << length {
                var place = (0..<length).reduce(0) { $0 | (code >> $1 & 1) << (length - 1 - $1) }
                while place < table.count {
                    table[place] = UInt16(truncatingIfNeeded: symbol << 4 | length)
                    place += 1 << length
                }
                code += 1
            }
            index += counts[length]
        }
    }

    /// The symbol whose code `bits` begin with, and the code's length; length 0 if it takes `symbol(after:_:)`.
    func symbol(startOf bits: UInt64) -> (symbol: Int, length: Int) {
        let entry = table[Int(truncatingIfNeeded: bits) & (table.count - 1)]
        return (Int(entry >> 4), Int(entry & 15))
    }

    /// The state of decoding one symbol.
    struct Reader {
        fileprivate var code = 0
        fileprivate var first = 0
        fileprivate var index = 0
        fileprivate var length = 0
    }

    /// Advances by one bit.
    ///
    /// - Returns: The symbol if the bits form a complete code; nil otherwise.
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

    /// The fixed codes of type 1 blocks.
    static let fixedLiterals = HuffmanCode(
        unchecked: [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
            + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8))
    static let fixedDistances = HuffmanCode(unchecked: [UInt8](repeating: 5, count: 30))
}
