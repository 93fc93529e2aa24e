/// When a batch that could not be delivered is sent again.
///
/// OTLP/HTTP, section on failures: 429, 502, 503 and 504 may be retried, and so may failed
/// connections: not before Retry-After if given, otherwise with exponential backoff and jitter.
struct RetryPolicy: Sendable {
    /// The first delay and the longest one, in milliseconds.
    var first: Int64 = 250
    var longest: Int64 = 5_000
    /// How long after the first attempt a batch is dropped, in milliseconds.
    var limit: Int64 = 60_000

    static func isTemporary(status: Int) -> Bool {
        switch status {
        case 429, 502, 503, 504: true
        default: false
        }
    }

    /// The delay before the next attempt, in milliseconds.
    ///
    /// - Parameters:
    ///   - tries: The number of attempts so far, at least 1.
    ///   - retryAfter: In milliseconds, if the server said so.
    ///   - jitter: From 0 to 1. Reduces a backoff's delay by at most half, but never the delay that the
    ///     server asked for.
    func delay(after tries: Int, retryAfter: Int64?, jitter: Double) -> Int64 {
        if let retryAfter { return max(retryAfter, 0) }
        var delay = first
        var doublings = 1
        while doublings < tries, delay < longest {
            delay *= 2
            doublings += 1
        }
        delay = min(delay, longest)
        return delay - Int64(Double(delay) / 2 * min(max(jitter, 0), 1))
    }

    /// The milliseconds that Retry-After asks for (RFC 9110, section 10.2.3): a number of seconds, or a
    /// date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// - Parameter now: Seconds since 1970.
    static func retryAfter(_ value: String, now: Int64) -> Int64? {
        if let seconds = Int64(value) {
            return seconds < 0 ? nil : min(seconds, 86_400) * 1000
        }
        guard let date = secondsSince1970(httpDate: value) else { return nil }
        return min(max(date - now, 0), 86_400) * 1000
    }

    /// IMF-fixdate, the only form that servers may send (RFC 9110, section 5.6.7).
    private static func secondsSince1970(httpDate text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]),
            let month = months.firstIndex(where: { parts[2] == $0 }), let year = Int64(parts[3]),
            (1970...9999).contains(year), (1...31).contains(day)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]),
            (0...60).contains(time[2])
        else { return nil }
        // Days from civil: the year begins in March, so that the leap day is its last.
        let shifted = month < 2 ? year - 1 : year
        let monthFromMarch = Int64((month + 10) % 12)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return days * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
