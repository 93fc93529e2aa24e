/// The 16 bytes that all spans of a trace share; not all zero.
public struct TraceID: Sendable, Hashable {
    public let high: UInt64
    public let low: UInt64

    /// - Returns: nil for zero, which means no trace.
    public init?(high: UInt64, low: UInt64) {
        guard high | low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// Generates a random ID.
    public init(using generator: inout some RandomNumberGenerator) {
        high = generator.next()
        low = generator.next() | 1
    }

    /// 32 hexadecimal digits, in either case.
    public init?(parsing text: some Collection<UInt8>) {
        guard text.count == 32, let high = UInt64(hexadecimalDigits: text.prefix(16)),
            let low = UInt64(hexadecimalDigits: text.suffix(16))
        else { return nil }
        self.init(high: high, low: low)
    }
}

/// The 8 bytes that identify a span within its trace; not all zero.
public struct SpanID: Sendable, Hashable {
    public let bits: UInt64

    /// - Returns: nil for zero, which means no span.
    public init?(_ bits: UInt64) {
        guard bits != 0 else { return nil }
        self.bits = bits
    }

    /// 16 hexadecimal digits, in either case.
    public init?(parsing text: some Collection<UInt8>) {
        guard text.count == 16, let bits = UInt64(hexadecimalDigits: text) else { return nil }
        self.init(bits)
    }

    /// The ID for a number: distinct numbers with the same seed give distinct IDs.
    ///
    /// It uses the mixing function of splitmix64, which is a bijection on 64-bit words.
    init(number: UInt64, seed: UInt64) {
        var bits = number &+ seed
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        bits ^= bits >> 31
        // One of the 2⁶⁴ numbers maps to 0.
        self.bits = bits == 0 ? .max : bits
    }
}

extension UInt64 {
    /// Parses up to 16 digits; nil if a byte is not a digit.
    init?(hexadecimalDigits text: some Collection<UInt8>) {
        guard !text.isEmpty, text.count <= 16 else { return nil }
        self = 0
        for byte in text {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            self = self << 4 | UInt64(digit)
        }
    }
}
