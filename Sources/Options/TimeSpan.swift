/// A length of time on the command line: `10`, `1.5`, `10s`, `5m`, `1h`, `500ms`.
public enum TimeSpan {
    /// - Returns: Milliseconds, at least 1; nil if the text is no length of time, zero, or 1,000,000,000 seconds
    ///   or more.
    public static func milliseconds(_ text: String) -> UInt64? {
        let digits = text.utf8.prefix { $0 == UInt8(ascii: ".") || isDigit($0) }
        let scale: UInt64
        switch String(Substring(text.utf8.dropFirst(digits.count))) {
        case "ms": scale = 1
        case "", "s": scale = 1000
        case "m": scale = 60_000
        case "h": scale = 3_600_000
        default: return nil
        }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, digits.contains(where: isDigit) else { return nil }
        let limit: UInt64 = 1_000_000_000_000
        var result: UInt64 = 0
        for digit in parts[0] {
            result = result * 10 + UInt64(digit - UInt8(ascii: "0")) * scale
            guard result < limit else { return nil }
        }
        var fraction: UInt64 = 0
        var divisor: UInt64 = 1
        if parts.count == 2 {
            for digit in parts[1].prefix(9) {
                fraction = fraction * 10 + UInt64(digit - UInt8(ascii: "0"))
                divisor *= 10
            }
        }
        result += fraction * scale / divisor
        let isZero = digits.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
        return isZero ? nil : max(result, 1)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
