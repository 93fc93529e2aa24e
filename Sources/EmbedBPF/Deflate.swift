/// Compresses to DEFLATE, which the tracer decompresses when it starts (Inflate.swift has the format).
///
/// Repetitions are found by a hash of three bytes. Each block has codes of its own.
///
/// Authority: RFC 1951.
struct Deflate {
    /// A byte, or a repetition: `length` bytes that stand `distance` bytes back.
    private struct Token {
        var length: Int
        /// 0 for a byte, which is then `length`.
        var distance: Int
    }

    /// The compressed bytes.
    static func bytes(_ input: [UInt8]) -> [UInt8] {
        var deflate = Deflate(input: input)
        return deflate.compress()
    }

    private let input: [UInt8]
    private var writer = BitWriter()
    private var tokens: [Token] = []
    /// `heads` has the last position with each hash, `previous` the position before each one with the same hash;
    /// -1 ends a chain.
    private var heads = [Int](repeating: -1, count: 1 << 15)
    private var previous: [Int]

    private init(input: [UInt8]) {
        self.input = input
        previous = [Int](repeating: -1, count: input.count)
    }

    private static var blockTokens: Int { 1 << 14 }
    private static var longest: Int { 258 }
    private static var farthest: Int { 1 << 15 }
    /// How many places with the same hash are tried.
    private static var tries: Int { 2048 }

    private mutating func compress() -> [UInt8] {
        var place = 0
        while place < input.count {
            let match = longestMatch(at: place)
            enter(place)
            // A byte first if a longer repetition begins behind it.
            let isLonger =
                match.distance > 0 && match.length < Self.longest && longestMatch(at: place + 1).length > match.length
            guard match.distance > 0, !isLonger else {
                add(Token(length: Int(input[place]), distance: 0))
                place += 1
                continue
            }
            add(match)
            for other in place + 1..<place + match.length { enter(other) }
            place += match.length
        }
        finishBlock(isLast: true)
        return writer.finished()
    }

    private func hash(_ place: Int) -> Int {
        (Int(input[place]) << 10 ^ Int(input[place + 1]) << 5 ^ Int(input[place + 2])) & 0x7fff
    }

    private mutating func enter(_ place: Int) {
        guard place + 3 <= input.count else { return }
        let hash = hash(place)
        previous[place] = heads[hash]
        heads[hash] = place
    }

    /// A repetition of at least three bytes, or one of distance 0.
    private func longestMatch(at place: Int) -> Token {
        var best = Token(length: 2, distance: 0)
        guard place + 3 <= input.count else { return best }
        let limit = min(Self.longest, input.count - place)
        var candidate = heads[hash(place)]
        var tries = Self.tries
        while candidate >= 0, place - candidate <= Self.farthest, tries > 0, best.length < limit {
            // It can only be longer if it agrees behind the best one.
            if input[candidate + best.length] == input[place + best.length] {
                var length = 0
                while length < limit, input[candidate + length] == input[place + length] { length += 1 }
                if length > best.length { best = Token(length: length, distance: place - candidate) }
            }
            candidate = previous[candidate]
            tries -= 1
        }
        return best
    }

    private mutating func add(_ token: Token) {
        tokens.append(token)
        if tokens.count == Self.blockTokens { finishBlock(isLast: false) }
    }

    private mutating func finishBlock(isLast: Bool) {
        var literalCounts = [Int](repeating: 0, count: 286)
        var distanceCounts = [Int](repeating: 0, count: 30)
        literalCounts[256] = 1
        for token in tokens {
            if token.distance == 0 {
                literalCounts[token.length] += 1
            } else {
                literalCounts[257 + Self.lengths.symbol(of: token.length)] += 1
                distanceCounts[Self.distances.symbol(of: token.distance)] += 1
            }
        }
        let literals = PrefixCode(counts: literalCounts, longest: 15)
        let distances = PrefixCode(counts: distanceCounts, longest: 15)
        writer.append(isLast ? 1 : 0, bits: 1)
        writer.append(2, bits: 2)
        write(literals, distances)
        for token in tokens {
            if token.distance == 0 {
                literals.write(token.length, to: &writer)
            } else {
                Self.lengths.write(token.length, code: literals, from: 257, to: &writer)
                Self.distances.write(token.distance, code: distances, from: 0, to: &writer)
            }
        }
        literals.write(256, to: &writer)
        tokens.removeAll(keepingCapacity: true)
    }

    /// Writes the lengths of both codes, which are coded as well. Only runs of zeros are shortened.
    private mutating func write(_ literals: PrefixCode, _ distances: PrefixCode) {
        let all = literals.lengths + distances.lengths
        /// A symbol, and the extra bits of a run.
        var symbols: [(symbol: Int, extra: Int, bits: Int)] = []
        var index = 0
        while index < all.count {
            let zeros = min(138, all[index...].prefix { $0 == 0 }.count)
            switch zeros {
            case 0: symbols.append((all[index], 0, 0))
            case 1...2: symbols.append((0, 0, 0))
            case 3...10: symbols.append((17, zeros - 3, 3))
            default: symbols.append((18, zeros - 11, 7))
            }
            index += zeros < 3 ? 1 : zeros
        }
        var counts = [Int](repeating: 0, count: 19)
        for symbol in symbols { counts[symbol.symbol] += 1 }
        let code = PrefixCode(counts: counts, longest: 7)
        writer.append(literals.lengths.count - 257, bits: 5)
        writer.append(distances.lengths.count - 1, bits: 5)
        writer.append(Self.lengthOrder.count - 4, bits: 4)
        for symbol in Self.lengthOrder { writer.append(code.lengths[symbol], bits: 3) }
        for symbol in symbols {
            code.write(symbol.symbol, to: &writer)
            writer.append(symbol.extra, bits: symbol.bits)
        }
    }

    private static let lengthOrder = [
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ]

    /// Numbers by symbol: each has the first number of its range, and as many extra bits as the range needs.
    private struct Ranges {
        let bases: [Int]

        func symbol(of number: Int) -> Int {
            var symbol = 0
            while symbol + 1 < bases.count, bases[symbol + 1] <= number { symbol += 1 }
            return symbol
        }

        func write(_ number: Int, code: PrefixCode, from first: Int, to writer: inout BitWriter) {
            let symbol = symbol(of: number)
            code.write(first + symbol, to: &writer)
            writer.append(number - bases[symbol], bits: extraBits[symbol])
        }

        let extraBits: [Int]
    }

    private static let lengths = Ranges(
        bases: [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
            131, 163, 195, 227, 258,
        ],
        extraBits: (0..<28).map { max(0, $0 / 4 - 1) } + [0])

    private static let distances = Ranges(
        bases: [
            1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
            2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
        ],
        extraBits: (0..<30).map { max(0, $0 / 2 - 1) })
}
