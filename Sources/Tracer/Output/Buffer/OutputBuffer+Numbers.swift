extension OutputBuffer {
    /// Appends a number in decimal, with a sign only if it is negative.
    package mutating func append(decimal value: some FixedWidthInteger) {
        if value < 0 { append(0x2d) }
        appendDigits(UInt64(truncatingIfNeeded: value.magnitude), minimum: 1)
    }

    /// Appends a number in decimal, padded with zeros to `digits` digits.
    package mutating func append(
        decimal value: some FixedWidthInteger & UnsignedInteger, digits: Int
    ) {
        appendDigits(UInt64(truncatingIfNeeded: value), minimum: digits)
    }

    /// Appends a number in decimal, padded with spaces to `width` columns.
    package mutating func append(
        decimal value: some FixedWidthInteger & UnsignedInteger, width: Int
    ) {
        let value = UInt64(truncatingIfNeeded: value)
        append(repeating: 0x20, count: width - Self.digitCount(value))
        appendDigits(value, minimum: 1)
    }

    /// Appends a number as 16 lower-case hexadecimal digits.
    package mutating func append(hexadecimal value: UInt64) {
        // SAFETY: sixteen bytes are written.
        unsafe write(atMost: 16) { place in
            for index in 0..<16 {
                let digit = Self.hexadecimalDigit(
                    UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * index)))
                unsafe place.storeBytes(of: digit, toByteOffset: index, as: UInt8.self)
            }
            return 16
        }
    }

    /// Appends a byte as two lower-case hexadecimal digits.
    package mutating func append(hexadecimal byte: UInt8) {
        append(Self.hexadecimalDigit(byte >> 4))
        append(Self.hexadecimalDigit(byte))
    }

    /// The hexadecimal digit of the low four bits.
    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        let digit = value & 0xf
        return digit < 10 ? 0x30 + digit : 0x61 - 10 + digit
    }

    private mutating func appendDigits(_ value: UInt64, minimum: Int) {
        let count = Swift.max(minimum, Self.digitCount(value))
        // SAFETY: the index goes from count - 1 down to 0.
        unsafe write(atMost: count) { place in
            var index = count
            var rest = value
            while index > 0 {
                index -= 1
                unsafe place.storeBytes(
                    of: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10),
                    toByteOffset: index, as: UInt8.self)
                rest /= 10
            }
            return count
        }
    }

    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var rest = value / 10
        while rest != 0 {
            count += 1
            rest /= 10
        }
        return count
    }
}
