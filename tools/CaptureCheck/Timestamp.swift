/// The time of an event.
enum Timestamp {
    /// Nanoseconds since 1970 of `2026-01-31T12:00:00.123456789Z`; nil if it is none.
    static func nanoseconds(_ text: [UInt8]?) -> Int? {
        guard let text, text.count == 30, text[29] == 0x5a else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            Int(String(decoding: text[range], as: UTF8.self))
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let fraction = number(20..<29), (1...12).contains(month)
        else { return nil }
        // Days since 1 March of the year 0: a leap day is then the last of its year.
        let march = month > 2 ? year : year - 1
        let days = march * 365 + march / 4 - march / 100 + march / 400
        let daysOfMonths = (153 * ((month + 9) % 12) + 2) / 5
        let seconds = (days + daysOfMonths + day - 1 - 719_468) * 86_400
        return (seconds + hour * 3600 + minute * 60 + second) * 1_000_000_000 + fraction
    }
}
