/// A time in UTC, as a date and a time of day in the Gregorian calendar.
package struct CivilTime: Equatable {
    var year: UInt32
    /// 1...12
    var month: UInt32
    /// 1...31
    var day: UInt32
    var hour: UInt32
    var minute: UInt32
    /// 0...59: Unix time has no leap seconds.
    var second: UInt32

    /// - Parameter seconds: Since 1970-01-01T00:00:00Z. Times after the year 9999 become its last second,
    ///   since RFC 3339 has four digits for a year.
    init(secondsSince1970 seconds: UInt64) {
        let seconds = min(seconds, 253_402_300_799)
        let ofDay = UInt32(truncatingIfNeeded: seconds % 86400)
        hour = ofDay / 3600
        minute = ofDay / 60 % 60
        second = ofDay % 60

        // Count days from January 1 of the year 1, where a cycle of 400 years begins. The last century of a
        // cycle has one day more than the others (a year divisible by 400 is a leap year), and so has the
        // last of four years: clamp the quotient so that this extra day does not begin a new century or year.
        var days = UInt32(truncatingIfNeeded: seconds / 86400) + Self.daysFromYear1To1970
        let cycles = days / 146_097
        days %= 146_097
        let centuries = min(days / 36_524, 3)
        days -= centuries * 36_524
        let fourYears = days / 1461
        days %= 1461
        let years = min(days / 365, 3)
        days -= years * 365
        year = 1 + cycles * 400 + centuries * 100 + fourYears * 4 + years

        let isLeapYear = Self.isLeap(year)
        month = 1
        while days >= Self.length(ofMonth: month, isLeapYear: isLeapYear) {
            days -= Self.length(ofMonth: month, isLeapYear: isLeapYear)
            month += 1
        }
        day = days + 1
    }

    /// - Returns: nil if the date is invalid or before 1970.
    package init?(
        year: UInt32, month: UInt32, day: UInt32, hour: UInt32, minute: UInt32, second: UInt32
    ) {
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, isLeapYear: Self.isLeap(year)), hour < 24,
            minute < 60,
            second < 60
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    package var secondsSince1970: UInt64 {
        let before = UInt64(year) - 1
        var days = before * 365 + before / 4 - before / 100 + before / 400
        for month in 1..<month {
            days += UInt64(Self.length(ofMonth: month, isLeapYear: Self.isLeap(year)))
        }
        days = days + UInt64(day) - 1 - UInt64(Self.daysFromYear1To1970)
        return days * 86400 + UInt64(hour) * 3600 + UInt64(minute) * 60 + UInt64(second)
    }

    private static var daysFromYear1To1970: UInt32 { 719_162 }

    private static func isLeap(_ year: UInt32) -> Bool {
        year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    }

    /// The length in days.
    private static func length(ofMonth month: UInt32, isLeapYear: Bool) -> UInt32 {
        switch month {
        case 2: isLeapYear ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
