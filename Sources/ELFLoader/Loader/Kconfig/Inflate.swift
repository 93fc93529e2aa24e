/// Decompresses DEFLATE, the format of /proc/config.gz and of the tracer's embedded object.
///
///     stream   block · block · … · last block
///     block    ┌───────┬──────┬──────────────────────────────────────────────────────┐
///              │ last  │ type │ 0: length, ~length, bytes as they are                │
///              │ 1 bit │ 2    │ 1: symbols in fixed codes                            │
///              └───────┴──────┤ 2: the codes' lengths, then symbols in those codes   │
///                             └──────────────────────────────────────────────────────┘
///     symbol   0–255 a byte · 256 end of the block · 257–285 a length, then a distance: copy what
///              was written so far back
///
/// Bits are taken from the low end of each byte; codes begin with their highest bit. The output is limited,
/// so that a small input can't expand to gigabytes.
///
/// Authority: RFC 1951.
package struct Inflate {
    private let input: [UInt8]
    private var position: Int
    /// Bits that were read from the input and not yet used, and how many there are.
    private var bits: UInt64 = 0
    private var bitCount = 0
    /// The output and, behind `filled`, room for more.
    private var output: [UInt8]
    private var filled = 0
    private let limit: Int

    /// The longest copy, and what copying eight bytes at a time writes beyond it.
    private static var slack: Int { 258 + 8 }

    /// Decompresses a stream.
    ///
    /// - Parameters:
    ///   - start: Offset of the stream in `input`.
    ///   - limit: Maximum size of the output in bytes.
    /// - Returns: The output, and the end of the stream in `input`.
    package static func bytes(
        _ input: [UInt8], from start: Int, limit: Int
    ) throws(InflateError) -> (output: [UInt8], end: Int) {
        guard input.indices.contains(start) else { throw .truncated(offset: start) }
        var inflate = Inflate(input: input, position: start, limit: limit)
        var isLast = false
        while !isLast {
            isLast = try inflate.take(1) == 1
            switch try inflate.take(2) {
            case 0: try inflate.copyStored()
            case 1: try inflate.decode(.fixedLiterals, .fixedDistances)
            case 2:
                let (literals, distances) = try inflate.readCodes()
                try inflate.decode(literals, distances)
            default: throw .malformed(offset: inflate.position, reason: "block type 3")
            }
        }
        inflate.giveBack()
        inflate.output.removeLast(inflate.output.count - inflate.filled)
        return (inflate.output, inflate.position)
    }

    private init(input: [UInt8], position: Int, limit: Int) {
        self.input = input
        self.position = position
        self.limit = limit
        output = [UInt8](repeating: 0, count: min(limit, max(4096, input.count * 8)) + Self.slack)
    }

    /// The next `count` bits, at most 16.
    private mutating func take(_ count: Int) throws(InflateError) -> Int {
        fill()
        guard bitCount >= count else { throw .truncated(offset: position) }
        let value = bits & ((1 << UInt64(count)) - 1)
        skip(count)
        return Int(value)
    }

    /// Makes at least 48 bits available, unless the input ends before: those of a length and a distance.
    private mutating func fill() {
        guard bitCount < 48 else { return }
        if position <= input.count - 8 {
            // SAFETY: 8 bytes from `position` on are in the array.
            let word = unsafe input.withUnsafeBytes { input in
                unsafe input.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
            }
            // Bits that don't count yet are the same when they are added again.
            bits |= word << UInt64(bitCount)
            let bytes = (63 - bitCount) / 8
            position += bytes
            bitCount += bytes * 8
            return
        }
        while bitCount < 48, position < input.count {
            bits |= UInt64(input[position]) << UInt64(bitCount)
            position += 1
            bitCount += 8
        }
    }

    private mutating func skip(_ count: Int) {
        bits >>= UInt64(count)
        bitCount -= count
    }

    /// Goes back to the byte after the last one that was used.
    private mutating func giveBack() {
        position -= bitCount / 8
        bits = 0
        bitCount = 0
    }

    private mutating func symbol(_ code: HuffmanCode) throws(InflateError) -> Int {
        fill()
        let (symbol, length) = code.symbol(startOf: bits)
        if length > 0, length <= bitCount {
            skip(length)
            return symbol
        }
        var reader = HuffmanCode.Reader()
        for _ in 0..<HuffmanCode.longest {
            if let symbol = code.symbol(after: try take(1), &reader) { return symbol }
        }
        throw .malformed(offset: position, reason: "bits that are no symbol's code")
    }

    /// Makes room for `count` bytes, and for the longest copy behind them.
    private mutating func reserve(_ count: Int) throws(InflateError) {
        guard count <= limit - filled else { throw .tooLong(limit: limit) }
        let needed = filled + count + Self.slack
        guard needed > output.count else { return }
        let size = max(needed, min(output.count * 2, limit + Self.slack))
        output += [UInt8](repeating: 0, count: size - output.count)
    }

    private mutating func append(_ byte: UInt8) throws(InflateError) {
        try reserve(1)
        output[filled] = byte
        filled += 1
    }

    /// Repeats `length` bytes, at most 258, from `distance` bytes before the end; they may run into their copy.
    private mutating func copy(_ length: Int, from distance: Int) throws(InflateError) {
        guard distance <= filled else {
            throw .malformed(offset: position, reason: "a distance of \(distance) at byte \(filled)")
        }
        try reserve(length)
        let end = filled
        unsafe output.withUnsafeMutableBytes { bytes in
            // SAFETY: the source begins at end - distance >= 0; the copy ends before end + length + 8, which is within
            // the buffer (`reserve`).
            if distance >= 8 {
                for offset in stride(from: end, to: end + length, by: 8) {
                    let word = unsafe bytes.loadUnaligned(fromByteOffset: offset - distance, as: UInt64.self)
                    unsafe bytes.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
                }
            } else {
                for offset in end..<end + length { unsafe bytes[offset] = unsafe bytes[offset - distance] }
            }
        }
        filled += length
    }

    private mutating func copyStored() throws(InflateError) {
        // The rest of the current byte has no meaning.
        giveBack()
        let length = try take(16)
        guard try take(16) == ~length & 0xffff else {
            throw .malformed(offset: position, reason: "a stored block's length and its complement differ")
        }
        giveBack()
        guard length <= input.count - position else { throw .truncated(offset: input.count) }
        try reserve(length)
        output.replaceSubrange(filled..<filled + length, with: input[position..<position + length])
        filled += length
        position += length
    }

    private mutating func decode(
        _ literals: HuffmanCode, _ distances: HuffmanCode
    ) throws(InflateError) {
        let (lengths, distanceRanges) = (Self.lengths, Self.distances)
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                try append(UInt8(truncatingIfNeeded: symbol))
                continue
            }
            if symbol == 256 { return }
            guard let (base, extra) = lengths.at(symbol - 257) else {
                throw .malformed(offset: position, reason: "length symbol \(symbol)")
            }
            let length = base + (try take(extra))
            let distanceSymbol = try self.symbol(distances)
            guard let (base, extra) = distanceRanges.at(distanceSymbol) else {
                throw .malformed(offset: position, reason: "distance symbol \(distanceSymbol)")
            }
            try copy(length, from: base + (try take(extra)))
        }
    }

    /// Reads the codes of a type 2 block. Their lengths are themselves coded, and the lengths of that code
    /// come first.
    private mutating func readCodes() throws(InflateError) -> (HuffmanCode, HuffmanCode) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let lengthCount = try take(4) + 4
        var lengths = [UInt8](repeating: 0, count: 19)
        for symbol in Self.lengthOrder.prefix(lengthCount) {
            lengths[symbol] = UInt8(truncatingIfNeeded: try take(3))
        }
        let code = try HuffmanCode(lengths, at: position)
        var all: [UInt8] = []
        while all.count < literalCount + distanceCount {
            let symbol = try self.symbol(code)
            switch symbol {
            case 0...15: all.append(UInt8(truncatingIfNeeded: symbol))
            case 16:
                guard let last = all.last else {
                    throw .malformed(offset: position, reason: "a repeated length before the first")
                }
                all += [UInt8](repeating: last, count: 3 + (try take(2)))
            case 17: all += [UInt8](repeating: 0, count: 3 + (try take(3)))
            default: all += [UInt8](repeating: 0, count: 11 + (try take(7)))
            }
        }
        guard all.count == literalCount + distanceCount else {
            throw .malformed(offset: position, reason: "more lengths than codes")
        }
        return (
            try HuffmanCode(Array(all.prefix(literalCount)), at: position),
            try HuffmanCode(Array(all.suffix(distanceCount)), at: position)
        )
    }

    private static let lengthOrder = [
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ]

    /// Base and extra bits, by symbol from 257.
    private static let lengths = Ranges(
        bases: [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
            131, 163, 195, 227, 258,
        ],
        extras: [
            0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
        ])

    /// Base and extra bits, by symbol.
    private static let distances = Ranges(
        bases: [
            1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
            2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
        ],
        extras: [
            0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
            13, 13,
        ])

    private struct Ranges: Sendable {
        let bases: [Int]
        let extras: [Int]

        func at(_ symbol: Int) -> (base: Int, extra: Int)? {
            guard bases.indices.contains(symbol), extras.indices.contains(symbol) else { return nil }
            return (bases[symbol], extras[symbol])
        }
    }
}
