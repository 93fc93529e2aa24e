internal import TracerOutput

/// A timestamp in a recording (RFC 3339, in UTC): `2026-01-31T12:00:00.123456789Z`.
struct RecordedTime: Equatable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    let nanoseconds: UInt64

    /// Accepts an optional fraction of up to nine digits.
    ///
    /// - Returns: nil if the text is not a timestamp from 1970 to 2554, after which nanoseconds exceed 64
    ///   bits.
    init?(parsing text: [UInt8]) {
        guard text.count >= 20, text.count <= 30, text.last == UInt8(ascii: "Z"),
            text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = Self.number(text[0..<4]), let month = Self.number(text[5..<7]),
            let day = Self.number(text[8..<10]), let hour = Self.number(text[11..<13]),
            let minute = Self.number(text[14..<16]), let second = Self.number(text[17..<19]),
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        var fraction: UInt64 = 0
        if text.count > 20 {
            let digits = text[20..<text.count - 1]
            guard text[19] == UInt8(ascii: "."), let number = Self.number(digits) else { return nil }
            fraction = UInt64(number)
            for _ in digits.count..<9 { fraction *= 10 }
        }
        let seconds = civil.secondsSince1970
        let (whole, tooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, tooLargeNow) = whole.addingReportingOverflow(fraction)
        guard !tooLarge, !tooLargeNow else { return nil }
        nanoseconds = sum
    }

    /// Parses one to nine digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard !digits.isEmpty, digits.count <= 9 else { return nil }
        var number: UInt32 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + UInt32(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
