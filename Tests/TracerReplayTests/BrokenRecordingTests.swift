import RandomBytes
import Testing

@testable import TracerCapture
@testable import TracerOutput
@testable import TracerReplay

/// Files that are no recorded run, or only the beginning of one.
struct BrokenRecordingTests {
    private let exit =
        #"{"event":"exit","time":"2026-01-31T12:00:00.123456789Z","exec_id":"2a","pid":1,"exit_code":3}"#

    @Test func faultsNameLineColumnAndWhatWasExpected() throws {
        let cases: [(String, String)] = [
            ("nonsense", "2:2: expected null"), (#"{"event":"exit""#, "2:16: expected ',' or '}'"),
            ("[]", #"2:1: expected an object with the key "event""#),
            (#"{"pid":1}"#, #"2:1: "event": expected the kind of event"#),
            (#"{"event":7}"#, #"2:10: "event": expected a string"#),
            (#"{"event":"exit","pid":1}"#, #"2:1: "time": expected the time"#),
            (
                #"{"event":"exit","time":"yesterday","pid":1}"#,
                #"2:24: "time": expected a time as 2026-01-31T12:00:00.123456789Z"#
            ),
            (
                #"{"event":"exit","time":"2026-02-29T00:00:00.000000000Z","pid":1}"#,
                #"2:24: "time": expected a time as 2026-01-31T12:00:00.123456789Z"#
            ),
            (exit.replacing("\"pid\":1", with: "\"pid\":-1"), "a whole number from 0 to 4294967295"),
            (exit.replacing("\"pid\":1", with: "\"pid\":4294967296"), "0 to 4294967295"),
            (exit.replacing("\"pid\":1", with: "\"pid\":1.5"), "0 to 4294967295"),
            (exit.replacing("\"pid\":1", with: "\"pid\":\"1\""), "0 to 4294967295"),
            (exit.replacing("\"2a\"", with: "\"2g\""), "hexadecimal digits"),
            (exit.replacing("exit_code\":3", with: "exit_code\":256"), "0 to 255"),
            (exit.replacing("\"exit_code\":3", with: "\"signal\":\"SIGNAL\""), "name of a signal"),
            (
                #"{"event":"exec","time":"2026-01-31T12:00:00Z","pid":1,"args":["a",1]}"#,
                #"2:62: "args": expected an array of strings"#
            ),
            (
                #"{"event":"exec","time":"2026-01-31T12:00:00Z","pid":1,"args_base64":["a"]}"#,
                "expected base64"
            ),
            (
                #"{"event":"exec","time":"2026-01-31T12:00:00Z","pid":1,"env":{"A":1}}"#,
                #"2:66: "env": expected a string for each variable"#
            ),
            (
                #"{"event":"exec","time":"2026-01-31T12:00:00Z","pid":1,"missing":[{}]}"#,
                "part, unit, offset, count and cause"
            ),
            (
                #"{"event":"tcp_connect","time":"2026-01-31T12:00:00Z","pid":1,"local_address":"1.2.3"}"#,
                "IPv4 or IPv6 address"
            ),
        ]
        for (line, expected) in cases {
            let recorded = Recorded(exit + "\n" + line + "\n" + exit + "\n")
            let error = try #require(recorded.error, "\(line)")
            #expect("\(error)".contains(expected), "\(line): \(error)")
            #expect("\(error)".hasPrefix("2:"), "\(error)")
            // What came before has been shown.
            #expect(recorded.events.count == 1)
        }
    }

    @Test func aLastLineThatBreaksOffIsAWarning() throws {
        let whole = Recorded(exit)
        #expect(whole.error == nil && whole.events.count == 1 && !whole.notes.isTruncated)
        for count in 1..<exit.utf8.count {
            let recorded = Recorded(exit + "\n" + exit.prefix(count))
            #expect(recorded.error == nil)
            #expect(recorded.notes.isTruncated)
            #expect(recorded.events.count == 1)
            #expect(recorded.notes.summary == nil)
        }
    }

    @Test func whatIsNotKnownIsLeftOut() throws {
        let later = exit.dropLast() + #","new_key":{"deep":[1.5e3,null]},"env_diff2":[]}"#
        let recorded = Recorded("\n" + later + "\r\n" + #"{"event":"nap","pid":[]}"# + "\n\n" + later)
        #expect(recorded.error == nil)
        #expect(recorded.events.count == 2)
        #expect(recorded.notes.unknownEvents == 1)
        #expect(recorded.notes.firstUnknownEvent?.line == 3)
    }

    @Test func anEmptyFile() {
        let recorded = Recorded("")
        #expect(recorded.error == nil && recorded.events.isEmpty && recorded.notes.summary == nil)
    }

    /// Random changes of a recording: an error or an event, and never a trap.
    @Test func randomChanges() throws {
        var random = RandomBytes()
        for _ in 0..<800 {
            var text = Recorded.json(
                (0..<3).map { _ in random.event() }, clock: .init(offset: 0))
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let index = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: text[index] = .random(in: 0...255, using: &random)
                case 1: text.remove(at: index)
                case 2: text.insert(text[Int.random(in: 0..<text.count, using: &random)], at: index)
                default:
                    let end = min(text.count, index + Int.random(in: 0...40, using: &random))
                    text.removeSubrange(index..<end)
                }
            }
            let recorded = Recorded(text)
            #expect(recorded.events.count <= 5, "SEED=\(random.seed)")
        }
    }
}
