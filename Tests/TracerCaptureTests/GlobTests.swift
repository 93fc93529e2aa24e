import Glibc
import RandomBytes
import Testing

@testable import TracerCapture

struct GlobTests {
    /// The definition, which takes its time.
    private func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == 0x2a {
            return matches(pattern.dropFirst(), text)
                || !text.isEmpty && matches(pattern, text.dropFirst())
        }
        guard let byte = text.first, first == 0x3f || first == byte else { return false }
        return matches(pattern.dropFirst(), text.dropFirst())
    }

    @Test func randomPatternsAreAsDefined() {
        var random = RandomBytes()
        var matching = 0
        for _ in 0..<100_000 {
            let pattern = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Array("ab*?".utf8).randomElement(using: &random)!
            }
            let text = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                Array("abA".utf8).randomElement(using: &random)!
            }
            let expected = matches(pattern[...], text[...])
            if expected { matching += 1 }
            #expect(
                Glob(pattern).matches(text.span) == expected,
                "SEED=\(random.seed) \(pattern) \(text)")
        }
        #expect(matching > 10_000)
    }

    /// The C library is the definition.
    @Test func randomPatternsMatchAsFnmatchSays() {
        var random = RandomBytes()
        let pieces = [
            "a", "b", "-", "]", "!", "^", "[", "*", "?", "\\", "[ab]", "[!a-b]", "[a-c-]", "[[:digit:]x]",
            "[^[:upper:]]", "[]b]", "[b-a]", "[\\]]",
        ]
        var matching = 0
        for _ in 0..<100_000 {
            let pattern = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                pieces.randomElement(using: &random)!
            }.joined()
            let text = String(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    "ab-]![^\\1B".randomElement(using: &random)!
                })
            // In an unclosed bracket, glibc refuses a range without an end; otherwise it takes the bracket as itself.
            if pattern.hasSuffix("-"), pattern.contains("[") { continue }
            let expected = fnmatch(pattern, text, 0) == 0
            if expected { matching += 1 }
            #expect(
                Glob(fnmatch: Array(pattern.utf8)).matches(Array(text.utf8).span) == expected,
                "SEED=\(random.seed) \(pattern) \(text)")
        }
        #expect(matching > 5_000)
    }
}
