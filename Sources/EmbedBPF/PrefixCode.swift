/// A Huffman code of DEFLATE: frequent symbols have short codes, and the lengths determine the codes.
struct PrefixCode {
    /// The length of each symbol's code in bits; 0 for a symbol that doesn't occur.
    let lengths: [Int]
    /// Their highest bit is written first, so each is turned round.
    private let codes: [Int]

    /// - Parameters:
    ///   - counts: How often each symbol occurs.
    ///   - longest: The most bits that a code may have.
    init(counts: [Int], longest: Int) {
        var counts = counts
        // Readers want a complete code, which takes two symbols.
        for symbol in 0..<2 where counts.filter({ $0 > 0 }).count < 2 { counts[symbol] = max(1, counts[symbol]) }
        var lengths = Self.lengths(counts)
        // Closer counts make a flatter tree.
        while lengths.contains(where: { $0 > longest }) {
            counts = counts.map { $0 == 0 ? 0 : $0 / 2 + 1 }
            lengths = Self.lengths(counts)
        }
        self.lengths = lengths
        codes = Self.codes(lengths)
    }

    func write(_ symbol: Int, to writer: inout BitWriter) {
        writer.append(codes[symbol], bits: lengths[symbol])
    }

    /// The depth of each symbol in a tree whose two rarest nodes are joined until one is left.
    private static func lengths(_ counts: [Int]) -> [Int] {
        var lengths = [Int](repeating: 0, count: counts.count)
        var nodes = counts.indices.filter { counts[$0] > 0 }.map { (count: counts[$0], symbols: [$0]) }
        while nodes.count > 1 {
            nodes.sort { $0.count > $1.count }
            let (first, second) = (nodes.removeLast(), nodes.removeLast())
            for symbol in first.symbols + second.symbols { lengths[symbol] += 1 }
            nodes.append((first.count + second.count, first.symbols + second.symbols))
        }
        return lengths
    }

    private static func codes(_ lengths: [Int]) -> [Int] {
        var codes = [Int](repeating: 0, count: lengths.count)
        var next = 0
        for length in 1...15 {
            next <<= 1
            for symbol in lengths.indices where lengths[symbol] == length {
                codes[symbol] = (0..<length).reduce(0) { $0 | (next >> $1 & 1) << (length - 1 - $1) }
                next += 1
            }
        }
        return codes
    }
}
