/// A moment as the recording has it (RFC 3339, in UTC): `2026-01-31T12:00:00.123456789Z`.
struct RecordedTime: Equatable {
    /// Since 1970-01-01T00:00:00Z.
    let nanoseconds: UInt64

    /// Takes a fraction of up to nine digits, or none.
    ///
    /// - Returns: nil if the text is no moment from 1970 to 2554, after which 64 bits hold it no more.
    init?(parsing text: [UInt8]) {
        guard text.count >= 20, text.count <= 30, text.last == 0x5a,
            text[4] == 0x2d, text[7] == 0x2d, text[10] == 0x54, text[13] == 0x3a, text[16] == 0x3a,
            let year = Self.number(text[0..<4]), let month = Self.number(text[5..<7]),
            let day = Self.number(text[8..<10]), let hour = Self.number(text[11..<13]),
            let minute = Self.number(text[14..<16]), let second = Self.number(text[17..<19]),
            year >= 1970, (1...12).contains(month),
            day >= 1, day <= Self.length(ofMonth: month, year), hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: UInt64 = 0
        if text.count > 20 {
            let digits = text[20..<text.count - 1]
            guard text[19] == 0x2e, let number = Self.number(digits) else { return nil }
            fraction = number
            for _ in digits.count..<9 { fraction *= 10 }
        }
        // Days since 1 March of the year 0: a leap day is then the last of its year.
        let march = month > 2 ? year : year - 1
        let days =
            march * 365 + march / 4 - march / 100 + march / 400
            + (153 * ((month + 9) % 12) + 2) / 5 + day - 1 - 719_468
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        let (whole, tooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, tooLargeNow) = whole.addingReportingOverflow(fraction)
        guard !tooLarge, !tooLargeNow else { return nil }
        nanoseconds = sum
    }

    /// Of one to nine digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 9 else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            number = number * 10 + UInt64(digit - 0x30)
        }
        return number
    }

    /// In days.
    private static func length(ofMonth month: UInt64, _ year: UInt64) -> UInt64 {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
