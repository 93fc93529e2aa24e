/// Detection of generated passwords and tokens by their characters alone.
///
///     cf auth me kX3v9QmTz2Lw        lower case, upper case and digits alternate often
///     FooBar2Baz  libfoo2.so.1       in names they don't
///
/// Only arguments are searched this way: values of variables have names, which are more reliable.
extension SecretFinder {
    /// Finds a generated word that begins at `start`.
    ///
    /// - Returns: Where to continue: after the word, or `start`.
    mutating func search(generatedIn bytes: Span<UInt8>, at start: Int, in text: inout Text) -> Int
    {
        // This is inside a word that was already examined.
        guard start >= text.generatedEnd else { return start }
        var body = start
        let limit = text.limit
        if start + 2 < limit, bytes[start] == UInt8(ascii: "-") {
            // -pSECRET; the name of a long option is not a secret.
            if bytes[start + 1] == UInt8(ascii: "-") { return start }
            body += 2
        }
        var word = GeneratedWord()
        var end = body
        while end < limit, end - body < GeneratedWord.longest, word.take(bytes[end]) { end += 1 }
        text.generatedEnd = end
        spend(end - start)
        guard word.isGenerated,
            end == limit || Self.endsGenerated(bytes[end])
                || bytes[end] == UInt8(ascii: ":") && end + 1 < limit
                    && bytes[end + 1] != UInt8(ascii: ":"),
            !isIdentifier(bytes, body..<end)
        else { return start }
        note(body..<end)
        return end
    }

    private static func endsGenerated(_ byte: UInt8) -> Bool {
        isSpace(byte) || isQuote(byte) || byte == 0 || ",;)]}@&|<>\\".utf8.contains(byte)
    }

    /// Whether the word is public regardless of its form: a digest, a public key, a compiler symbol, an ID of
    /// a service.
    private func isIdentifier(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        for prefix in Self.identifiers where Self.starts(bytes, word, with: prefix) { return true }
        if Self.hasUUID(bytes, word) { return true }
        // --pool-id X, id=X, "digest":"X", sha256:X, peer X: the text before it says so, in this string or
        // the previous one.
        var end = word.lowerBound
        for _ in 0..<4 where end > 0 {
            switch bytes[end - 1] {
            case 0, 0x20, UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "\""),
                UInt8(ascii: "'"):
                end -= 1
            default: break
            }
        }
        guard end < word.lowerBound else { return false }
        for name in Self.names
        where end >= name.count && Self.starts(bytes, (end - name.count)..<end, with: name) {
            return true
        }
        return false
    }

    /// Whether a word has a UUID in it (RFC 9562): `job-550E8400-E29B-41D4-A716-446655440000-1`.
    private static func hasUUID(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Bool {
        guard word.count >= 36 else { return false }
        for start in word.lowerBound...(word.upperBound - 36)
        where [8, 13, 18, 23].allSatisfy({ bytes[start + $0] == UInt8(ascii: "-") }) {
            let digits = (0..<36).count { isHexadecimal(bytes[start + $0]) }
            if digits == 32 { return true }
        }
        return false
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static let names: [[UInt8]] =
        "-id _id Id ID -ids -name _name Name -arn hash digest sha1 sha256 SHA256 sha384 sha512 SHA512 MD5 commit revision fingerprint peer pubkey public-key public_key publicKey integrity etag uuid guid -ref -sha -tag"
        .split(separator: " ").map { Array($0.utf8) }

    private static let identifiers: [[UInt8]] =
        "AAAA _Z sha1- sha256- sha384- sha512- pk_ pk. phc_ price_ prod_ acct_ cus_ sub_ 6L dpl_ xg"
        .split(separator: " ").map { Array($0.utf8) }

    /// The second string of a call may be a password: `login('me', 'secret')`, `PDO("dsn", "me", "secret")`.
    ///
    /// - Parameter quote: The start of a string.
    /// - Returns: Where to continue.
    mutating func search(call bytes: Span<UInt8>, at quote: Int, in text: Text) -> Int? {
        var place = quote
        // Go back over the preceding strings to the parenthesis.
        for _ in 0..<3 {
            while place > text.start, bytes[place - 1] == 0x20 { place -= 1 }
            guard place > text.start, bytes[place - 1] == UInt8(ascii: ",") else { return nil }
            place -= 1
            guard place > text.start, Self.isQuote(bytes[place - 1]) else { return nil }
            let mark = bytes[place - 1]
            place -= 2
            let first = max(text.start, place - 64)
            while place > first, bytes[place] != mark { place -= 1 }
            guard place > first, bytes[place] == mark else { return nil }
            if bytes[place - 1] == UInt8(ascii: "(") { break }
        }
        guard place > text.start, bytes[place - 1] == UInt8(ascii: "(") else { return nil }
        spend(quote - place)
        let limit = min(text.limit, quote + 130)
        let close = ShellWords.end(ofQuote: bytes, from: quote, limit: limit, hasEscapes: true)
        spend(2 * (close - quote))
        let value = (quote + 1)..<max(close - 1, quote + 1)
        guard close < limit || close == text.limit, SecretValue.looksLikely(bytes, value),
            case .hide = SecretValue.verdict(bytes, value, .secret)
        else { return nil }
        note(value)
        return close
    }
}

/// Reads a word of letters, digits and the symbols that passwords use.
struct GeneratedWord {
    /// In bytes; longer words are more likely data.
    static var longest: Int { 512 }

    private var count = 0
    private var changes = 0
    private var digits = 0
    private var capitals = 0
    private var smalls = 0
    private var slashes = 0
    private var dots = 0
    private var previous: UInt8 = 0

    /// - Returns: Whether the byte is part of the word.
    mutating func take(_ byte: UInt8) -> Bool {
        // After base64 padding, only more padding may follow.
        if previous == UInt8(ascii: "="), byte != previous { return false }
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): capitals += 1
        case UInt8(ascii: "a")...UInt8(ascii: "z"): smalls += 1
        case UInt8(ascii: "."): dots += 1
        case UInt8(ascii: "/"):
            // Slashes also occur in base64, but this is a path.
            if count == 0 || previous == byte { return false }
            slashes += 1
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "~"),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "^"), UInt8(ascii: "*"):
            break
        case UInt8(ascii: "=") where count >= 16: break
        default: return false
        }
        if SecretValue.changesClass(previous, byte) { changes += 1 }
        count += 1
        previous = byte
        return true
    }

    /// Whether lower case, upper case and digits alternate too often for a word that a person made up.
    ///
    /// In random letters and digits about every second character is such a change; in names it is at most
    /// every fourth, and names have one digit.
    var isGenerated: Bool {
        guard count >= 12, capitals >= 2, smalls >= 2,
            digits >= 2 && changes * 4 >= count || digits == 1 && changes * 3 >= count
        else { return false }
        return slashes == 0 || count >= 32 && dots == 0 && slashes * 16 <= count + 16
    }
}
