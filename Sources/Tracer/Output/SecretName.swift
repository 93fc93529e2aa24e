/// The names whose values are hidden by default.
enum SecretName {
    /// Whether the name contains, in upper or lower case, TOKEN, SECRET, PASSW, PASSPHRASE, API_KEY,
    /// ACCESS_KEY, PRIVATE_KEY, CREDENTIAL, COOKIE or AUTHORIZATION, or is PASS or ends in _PASS, or is one
    /// of those that have the headers of OTLP's requests: OTEL_EXPORTER_OTLP_HEADERS, …_TRACES_HEADERS.
    static func matches(_ name: Span<UInt8>) -> Bool {
        for place in name.indices {
            switch name[place] | 0x20 {
            case 0x74:
                if has("token", in: name, at: place) { return true }
            case 0x73:
                if has("secret", in: name, at: place) { return true }
            case 0x70:
                if has("passw", in: name, at: place) || has("passphrase", in: name, at: place)
                    || has("private", "key", in: name, at: place)
                    || isPass(in: name, at: place)
                {
                    return true
                }
            case 0x61:
                if has("api", "key", in: name, at: place)
                    || has("access", "key", in: name, at: place)
                    || has("authorization", in: name, at: place)
                {
                    return true
                }
            case 0x63:
                if has("credential", in: name, at: place) || has("cookie", in: name, at: place) {
                    return true
                }
            case 0x6f:
                if has("otlp", in: name, at: place), name.count >= 7,
                    has("headers", in: name, at: name.count - 7)
                {
                    return true
                }
            default: break
            }
        }
        return false
    }

    private static func isPass(in name: Span<UInt8>, at place: Int) -> Bool {
        place + 4 == name.count && (place == 0 || isSeparator(name[place - 1]))
            && has("pass", in: name, at: place)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { NamePattern.folded(byte) == 0x5f }

    private static func has(_ word: StaticString, in name: Span<UInt8>, at place: Int) -> Bool {
        end(of: word, in: name, at: place) != nil
    }

    /// Whether both words stand there, with at most one separator between them.
    private static func has(
        _ first: StaticString, _ second: StaticString, in name: Span<UInt8>, at place: Int
    ) -> Bool {
        guard let end = end(of: first, in: name, at: place), end < name.count else { return false }
        return has(second, in: name, at: isSeparator(name[end]) ? end + 1 : end)
    }

    /// Where the name goes on behind the word, which is in lower case; nil if it doesn't stand there.
    private static func end(of word: StaticString, in name: Span<UInt8>, at place: Int) -> Int? {
        let count = word.utf8CodeUnitCount
        guard name.count - place >= count else { return nil }
        // SAFETY: the buffer is used only inside the closure that it is handed to.
        let fits = word.withUTF8Buffer { letters in
            for index in 0..<count {
                // SAFETY: index < count, the buffer's size.
                guard name[place + index] | 0x20 == (unsafe letters[index]) else { return false }
            }
            return true
        }
        return fits ? place + count : nil
    }
}
