/// Percent-encoded lists of pairs in environment variables (RFC 3986, section 2.1).
public enum PercentEncoding {
    /// `a=1,b=two%20words` → `[("a", "1"), ("b", "two words")]`; blanks around keys and values are ignored.
    ///
    /// - Returns: nil if a pair has no key or no `=`, or its encoding is invalid.
    public static func pairs(_ text: String) -> [(String, String)]? {
        var pairs: [(String, String)] = []
        for pair in text.utf8.split(separator: 0x2c, omittingEmptySubsequences: true) {
            let trimmed = trim(Array(pair)[...])
            if trimmed.isEmpty { continue }
            guard let equals = trimmed.firstIndex(of: 0x3d),
                let key = decode(trim(trimmed[..<equals])),
                let value = decode(trim(trimmed[(equals + 1)...])), !key.isEmpty
            else { return nil }
            pairs.append((key, value))
        }
        return pairs
    }

    /// - Returns: nil if two digits do not follow a `%`, or if the result is not UTF-8.
    static func decode(_ text: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt64(hexadecimalDigits: rest.prefix(2)) else {
                return nil
            }
            bytes.append(UInt8(truncatingIfNeeded: value))
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return text
    }
}
