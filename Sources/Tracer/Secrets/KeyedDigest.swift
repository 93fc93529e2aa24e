/// SipHash-2-4 (Aumasson, Bernstein 2012): a 64-bit digest with a 128-bit key. Without the key nobody can
/// find bytes that have a given digest.
struct KeyedDigest: Sendable {
    private let key: (UInt64, UInt64)

    /// Generates a random key.
    init() {
        self.init(.random(in: 0...UInt64.max), .random(in: 0...UInt64.max))
    }

    init(_ first: UInt64, _ second: UInt64) {
        key = (first, second)
    }

    func digest(of bytes: some Collection<UInt8>) -> UInt64 {
        var state = State(key.0, key.1)
        var word: UInt64 = 0
        var count = 0
        for byte in bytes {
            word |= UInt64(byte) << UInt64(count % 8 * 8)
            count += 1
            if count % 8 == 0 {
                state.take(word)
                word = 0
            }
        }
        state.take(word | UInt64(truncatingIfNeeded: count) << 56)
        return state.finish()
    }

    private struct State {
        private var v0, v1, v2, v3: UInt64

        init(_ first: UInt64, _ second: UInt64) {
            // "somepseudorandomlygeneratedbytes", the constants from the paper.
            v0 = first ^ 0x736f_6d65_7073_6575
            v1 = second ^ 0x646f_7261_6e64_6f6d
            v2 = first ^ 0x6c79_6765_6e65_7261
            v3 = second ^ 0x7465_6462_7974_6573
        }

        mutating func take(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
                value << bits | value >> (64 - bits)
            }
            v0 &+= v1
            v1 = rotated(v1, 13) ^ v0
            v0 = rotated(v0, 32)
            v2 &+= v3
            v3 = rotated(v3, 16) ^ v2
            v0 &+= v3
            v3 = rotated(v3, 21) ^ v0
            v2 &+= v1
            v1 = rotated(v1, 17) ^ v2
            v2 = rotated(v2, 32)
        }
    }
}
