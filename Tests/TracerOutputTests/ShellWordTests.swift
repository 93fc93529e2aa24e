import CommandRun
import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerOutput

struct ShellWordTests {
    @Test func bashReadsRandomWordsBack() throws {
        var random = RandomBytes()
        for locale in ["C", "C.UTF-8"] {
            let words = (0..<250).map { _ in random.string(longest: 60) }
            try expectBashReads(words, locale: locale, "SEED=\(random.seed)")
        }
    }

    @Test func bashReadsEveryByteBack() throws {
        var words: [[UInt8]] = []
        for byte in UInt8(1)...UInt8.max {
            // With a digit after it, an escape that took more digits would be seen.
            words += [[byte], [0x61, byte, 0x31], [0x1b, byte, 0x27], [0x27, byte, 0x61, 0x62]]
        }
        try expectBashReads(words, locale: "C", "every byte")
        try expectBashReads(words, locale: "C.UTF-8", "every byte")
    }

    @Test func theFirstWordIsACommandToBash() throws {
        // Each is not found as a command, rather than taken for an assignment.
        for name in ["A=b", "PATH=x", "a+=1", "A[0]=b"] {
            let word = output { $0.append(shellWord: Array(name.utf8).span, isCommand: true) }
            let script = "command_not_found_handle() { printf '%s' \"$1\"; }; \(word)"
            #expect(try bash(script, locale: "C") == Array(name.utf8))
        }
    }

    @Test func bashAssignsEnvironmentStrings() throws {
        var random = RandomBytes()
        for _ in 0..<30 {
            let value = random.string(longest: 60)
            let string = Array("some_NAME1=".utf8) + value
            let word = output { $0.append(shellAssignment: string.span) }
            let script = "\(word); printf '%s' \"$some_NAME1\""
            #expect(try bash(script, locale: "C") == value, "SEED=\(random.seed)")
        }
        let words = ["1A=b", "=x", "junk", "", "a b=c", "A"]
        let written = words.map { word in
            output { $0.append(shellAssignment: Array(word.utf8).span) }
        }
        #expect(written == ["1A=b", "'=x'", "junk", "''", "'a b=c'", "A"])
    }

    @Test func thePlainestFormIsTaken() throws {
        let words: [(String, String)] = [
            ("-l", "-l"), ("--color=auto", "--color=auto"), ("", "''"),
            ("two words", "'two words'"),
            ("it's", #"'it'\''s'"#), ("größe", "'größe'"), ("a\tb", #"$'a\tb'"#),
            ("\u{1b}[31m!'\\", #"$'\x1b[31m\x21\'\\'"#), ("\u{202e}x", #"$'\xe2\x80\xaex'"#),
            ("\u{9b}x", #"$'\xc2\x9bx'"#), ("~", "'~'"), ("*", "'*'"), ("=ls", "'=ls'"),
            ("\u{200b}", #"$'\xe2\x80\x8b'"#), ("\u{feff}", #"$'\xef\xbb\xbf'"#), ("日本", "'日本'"),
            ("\u{e0041}", #"$'\xf3\xa0\x81\x81'"#), ("\u{2028}", #"$'\xe2\x80\xa8'"#),
        ]
        for (word, expected) in words {
            #expect(output { $0.append(shellWord: Array(word.utf8).span) } == expected)
        }
        let notUTF8: [UInt8] = [0x61, 0xff, 0x39]
        #expect(output { $0.append(shellWord: notUTF8.span) } == #"$'a\xff9'"#)
    }

    @Test func nothingThatATerminalObeysIsWritten() throws {
        var random = RandomBytes()
        for _ in 0..<2000 {
            let word = random.string(longest: 60)
            let written = output { $0.append(shellWord: word.span) }
            #expect(isHarmless(written), "SEED=\(random.seed)")
        }
        // Each character there is, on its own.
        for value in UInt32(1)...0x10ffff {
            guard value < 0x3000 || value % 97 == 0 || value > 0xe0000 && value < 0xe0200,
                let scalar = Unicode.Scalar(value)
            else { continue }
            let written = output { $0.append(shellWord: Array(String(scalar).utf8).span) }
            if !isHarmless(written) { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    private func expectBashReads(_ words: [[UInt8]], locale: String, _ comment: Comment) throws {
        var script = "printf '%s\\0'"
        for word in words { script += " " + (output { $0.append(shellWord: word.span) }) }
        let read = try bash(script, locale: locale)
        let expected: [UInt8] = words.flatMap { $0 + [0] }
        guard read != expected else { return }
        let readWords = read.split(separator: 0, omittingEmptySubsequences: false)
        let index = zip(words, readWords).enumerated().first { Array($1.1) != $1.0 }
        Issue.record("\(comment), locale \(locale): \(index.map { "\($0)" } ?? "another count")")
    }

    /// What a script prints.
    private func bash(_ script: String, locale: String) throws -> [UInt8] {
        Array(try CommandRun(["/bin/bash", "-c", script], environment: ["LC_ALL": locale]).output)
    }
}

/// Whether no character does anything but stand there, by a list of its own: those of Unicode's
/// Bidi_Control, the line separators, and whatever Foundation takes for a control character (Cc,
/// Cf).
func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        let bidirectional: Set<UInt32> = [0x61c, 0x200e, 0x200f]
        return !bidirectional.contains(scalar.value) && !(0x202a...0x202e).contains(scalar.value)
            && !(0x2066...0x2069).contains(scalar.value) && scalar.value != 0x2028
            && scalar.value != 0x2029 && !CharacterSet.controlCharacters.contains(scalar)
    }
}
