/// Parses numbers in a kernel configuration: decimal, `0x…`, octal with a leading 0, with an optional sign.
enum ConfigurationNumber {
    /// The number's 64 bits, as strtoull(3) with base 0 returns them; nil if the text isn't a number or
    /// overflows.
    static func parse(_ text: ArraySlice<UInt8>) -> UInt64? {
        var digits = text
        var isNegative = false
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            digits = digits.dropFirst()
        }
        var base: UInt64 = 10
        if digits.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
            || digits.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "X")])
        {
            base = 16
            digits = digits.dropFirst(2)
        } else if digits.count > 1, digits.first == UInt8(ascii: "0") {
            base = 8
            digits = digits.dropFirst()
        }
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = Self.digit(byte), digit < base else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: base)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return isNegative ? 0 &- value : value
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Whether a variable of `size` bytes (1 to 8) can hold the number.
    static func fits(_ value: UInt64, size: Int, isSigned: Bool) -> Bool {
        guard size < 8 else { return true }
        let bits = UInt64(max(1, size) * 8)
        if isSigned { return value &+ (1 << (bits - 1)) < 1 << bits }
        return value >> bits == 0
    }
}
