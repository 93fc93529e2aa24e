import RandomBytes
import Testing

@testable import TracerOutput

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
}
