import Foundation
import Testing

@testable import TracerOutput
@testable import TracerReplay

/// Addresses and times, beside the C library's and Foundation's.
struct AddressTests {
    private func oracle(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }

    @Test func addressesAreThoseOfTheCLibrary() {
        for text in [
            "1.2.3.4", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4.5", "", "::", "::1", "1::",
            "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", "1:", ":1",
            "::ffff:1.2.3.4", "::1.2.3.4:1", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4",
            "12345::", "g::", "fe80::1%eth0", "1:2:3:4::5:6:7:8", "2001:DB8::a",
        ] {
            #expect(RecordedAddress(parsing: Array(text.utf8))?.bytes == oracle(text), "\(text)")
        }
        #expect(RecordedAddress(parsing: [0x3f])?.bytes == [])
    }

    @Test func timesAreThoseThatWereWritten() {
        for _ in 0..<2000 {
            let time = UInt64.random(in: 0...UInt64.max)
            var buffer = OutputBuffer()
            WallClock(offset: 0).append(timestamp: time, to: &buffer)
            #expect(RecordedTime(parsing: buffer.bytes)?.nanoseconds == time)
        }
        let formatter = ISO8601DateFormatter()
        for text in [
            "1970-01-01T00:00:00Z", "2000-02-29T23:59:59Z", "2100-02-28T00:00:00Z",
            "2400-02-29T12:00:00Z",
        ] {
            #expect(
                RecordedTime(parsing: Array(text.utf8))?.nanoseconds
                    == formatter.date(from: text).map { UInt64($0.timeIntervalSince1970) * 1_000_000_000 })
        }
        for wrong in [
            "", "2026-01-31", "2100-02-29T00:00:00Z", "1969-12-31T23:59:59Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-31T24:00:00Z",
            "2026-01-31T12:00:00", "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00.1234567891Z",
            "2026-01-31 12:00:00Z", "9999-01-31T12:00:00Z", "2026-01-31T12:00:0xZ",
        ] {
            #expect(RecordedTime(parsing: Array(wrong.utf8)) == nil, "\(wrong)")
        }
    }
}
