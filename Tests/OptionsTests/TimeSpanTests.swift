import SwiftletOptions
import Testing

struct TimeSpanTests {
    @Test(arguments: [
        ("10", 10_000), ("10s", 10_000), ("1.5", 1500), ("1.5s", 1500), ("500ms", 500), ("5m", 300_000),
        ("1h", 3_600_000), ("1.5h", 5_400_000), ("0.5m", 30_000), (".5", 500), ("2.", 2000), ("00.25", 250),
        // As short as can be waited for.
        ("0.0001", 1), ("0.1ms", 1), ("1.9ms", 1), ("0.00000000000000000001h", 1),
        ("1.0000000000000000000000000001", 1000), ("999999999", 999_999_999_000), ("277777h", 999_997_200_000),
    ] as [(String, UInt64)])
    func times(_ text: String, _ milliseconds: UInt64) {
        #expect(TimeSpan.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [
        "", "0", "0s", "0.0", ".", "s", "ms", "-1", "+1", "1e3", "0x1", "1 s", " 1", "1s ", "1d", "1S", "1.2.3", "inf",
        "nan", "1sm", "1000000000", "277778h", "99999999999999999999999999", "99999999999999999999h", "１",
    ])
    func otherTexts(_ text: String) {
        #expect(TimeSpan.milliseconds(text) == nil)
    }
}
