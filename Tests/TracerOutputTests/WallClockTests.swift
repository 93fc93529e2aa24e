import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerOutput

struct WallClockTests {
    /// gmtime_r(3) is the oracle.
    private func expectCivil(_ seconds: UInt64, _ comment: Comment = "") {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let civil = CivilTime(secondsSince1970: seconds)
        let date = [civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second]
        let expected = [
            parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
            parts.tm_sec,
        ].map { UInt32($0) }
        if date != expected { Issue.record("\(seconds): \(date), not \(expected); \(comment)") }
    }

    /// Local time may be ahead of UTC or behind it, and by how much may change.
    @Test func localTime() {
        let hour: UInt64 = 3_600_000_000_000
        let clock = WallClock(offset: 0) { $0 < 10 * 3600 ? 7200 : -12_600 }
        func text(_ body: (inout OutputBuffer) -> Void) -> String {
            var buffer = OutputBuffer()
            body(&buffer)
            return String(decoding: buffer.bytes, as: UTF8.self)
        }
        #expect(text { clock.append(timeOfDay: 9 * hour, to: &$0) } == "11:00:00.000")
        #expect(text { clock.append(zoneAt: 9 * hour, to: &$0) } == "+02:00")
        #expect(text { clock.append(timeOfDay: 11 * hour, to: &$0) } == "07:30:00.000")
        #expect(text { clock.append(zoneAt: 11 * hour, to: &$0) } == "-03:30")
        // JSON's timestamps stay in UTC.
        #expect(text { clock.append(timestamp: 9 * hour, to: &$0) } == "1970-01-01T09:00:00.000000000Z")
        #expect(text { WallClock(offset: 0).append(zoneAt: 0, to: &$0) } == "UTC")
    }

    @Test func everyDayUntil2110() {
        for day in UInt64(0)..<51_200 { expectCivil(day * 86400 + day % 86400) }
    }

    @Test func aroundTheTurnOfEveryYearAndOfFebruary() {
        for year in UInt64(1970)...9999 {
            // Off by some hours at most; what counts is to come near on both sides.
            let newYear = UInt64(Double(year - 1970) * 365.2425 * 86400)
            for days in stride(from: UInt64(0), through: 64, by: 1) where days < 4 || days > 56 {
                expectCivil(min(newYear + days * 86400, 253_402_300_799), "\(year)")
            }
        }
    }

    @Test func randomMoments() {
        var random = RandomBytes()
        for _ in 0..<20000 {
            expectCivil(.random(in: 0...253_402_300_799, using: &random), "SEED=\(random.seed)")
        }
    }

    @Test func theYear9999IsTheLast() {
        let last = CivilTime(secondsSince1970: 253_402_300_799)
        #expect(last.year == 9999 && last.month == 12 && last.day == 31 && last.second == 59)
        #expect(CivilTime(secondsSince1970: .max) == last)
    }

    @Test func timestampsAreRFC3339() throws {
        let formatter = ISO8601DateFormatter()
        var random = RandomBytes()
        for _ in 0..<500 {
            let bootTime = UInt64.random(in: 0...1 << 60, using: &random)
            let offset = Int64.random(in: 0...1 << 61, using: &random)
            let clock = WallClock(offset: offset)
            let written = output { clock.append(timestamp: bootTime, to: &$0) }
            let nanoseconds = bootTime + UInt64(offset)
            let seconds = Double(nanoseconds / 1_000_000_000)
            let date = formatter.string(from: Date(timeIntervalSince1970: seconds))
            let fraction = String(String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst())
            #expect(written == date.dropLast() + "." + fraction + "Z", "SEED=\(random.seed)")
            let short = output { clock.append(timeOfDay: bootTime, to: &$0) }
            #expect(short == date.suffix(9).dropLast() + "." + fraction.prefix(3))
        }
    }

    @Test func whatCannotBeIsHeldAtTheEnds() throws {
        let early = WallClock(offset: .min)
        #expect(
            output { early.append(timestamp: 5, to: &$0) } == "1970-01-01T00:00:00.000000000Z")
        let late = WallClock(offset: .max)
        #expect(
            output { late.append(timestamp: .max, to: &$0) }
                == "2554-07-21T23:34:33.709551615Z")
        let back = WallClock(offset: -5)
        #expect(
            output { back.append(timestamp: 7, to: &$0) } == "1970-01-01T00:00:00.000000002Z")
    }
}
