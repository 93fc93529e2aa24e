extension SecretFinder {
    /// Finds a password in an SQL statement: `IDENTIFIED BY 'secret'`, `PASSWORD 'secret'`,
    /// `PASSWORD('secret')`.
    ///
    /// - Returns: Where to continue.
    mutating func search(statement bytes: Span<UInt8>, at quote: Int, in text: Text) -> Int {
        guard policy.usesDefaults else { return quote + 1 }
        if text.kind != .variable, let end = search(call: bytes, at: quote, in: text) {
            return end
        }
        let first = max(text.start, quote - 4)
        var end = quote
        while end > first, bytes[end - 1] == 0x20 || bytes[end - 1] == UInt8(ascii: "(") {
            end -= 1
        }
        guard end < quote else { return quote + 1 }
        spend(16)
        let isPassword = Self.ends(bytes, text.start..<end, with: "password")
        guard
            isPassword || Self.ends(bytes, text.start..<end, with: "identified by")
                || Self.ends(bytes, text.start..<end, with: "_password by")
                || Self.ends(bytes, text.start..<end, with: "sha2 by")
        else { return quote + 1 }
        let close = ShellWords.end(ofQuote: bytes, from: quote, limit: text.limit, hasEscapes: true)
        spend(2 * (close - quote))
        note((quote + 1)..<max(close - 1, quote + 1))
        return close
    }

    /// - Parameter word: In lower case.
    private static func ends(_ bytes: Span<UInt8>, _ range: Range<Int>, with word: StaticString)
        -> Bool
    {
        let word = SecretRule.bytes(word)
        guard range.count >= word.count else { return false }
        let start = range.upperBound - word.count
        for index in word.indices where bytes[start + index] | 0x20 != word[index] | 0x20 {
            return false
        }
        return true
    }
}
