/// A keyed hash of names: nobody can choose names that share a slot of a table.
///
/// A name is split into digits of seven bytes. They are the coefficients of a polynomial, which is evaluated
/// at a random point modulo a prime. Two different names of n digits collide at no more than n of the 2^61
/// points, and whoever chooses the names does not know the point. (The standard library's Hasher gives the
/// same guarantee but takes several times as long for names of this length.)
package struct NameHash: Sendable {
    /// The key of this process; it is never revealed.
    package static let ofProcess = NameHash()

    /// 2^61 - 1, a prime: reduction adds the bits above bit 61 of a product.
    private static var prime: UInt64 { (1 << 61) - 1 }

    /// In 2^32..<prime, so that the first digit already spreads.
    private let point: UInt64
    private let factor: UInt64

    init() {
        point = .random(in: (1 << 32)..<Self.prime)
        factor = .random(in: 0...UInt64.max) | 1
    }

    /// For tests: a point and a factor of 0 hash all names to the same value.
    init(point: UInt64, factor: UInt64) {
        self.point = point
        self.factor = factor
    }

    package func hash(_ name: Span<UInt8>) -> UInt32 {
        // SAFETY: bytes have no padding.
        let raw = unsafe name.bytes
        var value = UInt64(truncatingIfNeeded: name.count) &+ 1
        var index = 0
        while name.count - index >= 8 {
            // SAFETY: the loop condition leaves eight bytes at index, and any bits are a valid UInt64.
            let word = UInt64(
                littleEndian: unsafe raw.unsafeLoadUnaligned(
                    fromByteOffset: index, as: UInt64.self))
            value = appending(digit: word & 0xff_ffff_ffff_ffff, to: value)
            index += 7
        }
        // Up to seven bytes remain.
        var digit: UInt64 = 0
        while index < name.count {
            digit = digit << 8 | UInt64(name[index])
            index += 1
        }
        value = appending(digit: digit, to: value)
        return UInt32(truncatingIfNeeded: (value &* factor) >> 32)
    }

    /// value * point + digit, modulo the prime. Both stay below 2^61 + 1.
    private func appending(digit: UInt64, to value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: point)
        let low = product.low & Self.prime
        let high = product.high << 3 | product.low >> 61
        var sum = low &+ high &+ digit
        sum = (sum & Self.prime) &+ (sum >> 61)
        return sum
    }
}
