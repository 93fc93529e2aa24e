/// One element of bytes that may or may not be UTF-8: a character or an error.
///
/// An error is a maximal subpart (Unicode 16, section 3.9, table 3-7 and "U+FFFD Substitution of Maximal
/// Subparts"): the longest prefix of a well-formed sequence, or else a single byte. One U+FFFD replaces it,
/// as in Swift's String, Python and browsers.
struct UTF8Sequence {
    /// In bytes: 1 to 4, never past the end.
    let length: Int
    /// The character; nil if the bytes are not UTF-8.
    let scalar: Unicode.Scalar?

    /// - Precondition: `start` is an index of `bytes`.
    init(parsing bytes: Span<UInt8>, at start: Int) {
        let lead = bytes[start]
        if lead < 0x80 {
            length = 1
            scalar = Unicode.Scalar(lead)
            return
        }
        // Table 3-7: some lead bytes restrict the range of the second byte, which excludes overlong forms,
        // surrogates and code points beyond U+10FFFF.
        let following: Int
        let second: ClosedRange<UInt8>
        switch lead {
        case 0xc2...0xdf: (following, second) = (1, 0x80...0xbf)
        case 0xe0: (following, second) = (2, 0xa0...0xbf)
        case 0xe1...0xec, 0xee...0xef: (following, second) = (2, 0x80...0xbf)
        case 0xed: (following, second) = (2, 0x80...0x9f)
        case 0xf0: (following, second) = (3, 0x90...0xbf)
        case 0xf1...0xf3: (following, second) = (3, 0x80...0xbf)
        case 0xf4: (following, second) = (3, 0x80...0x8f)
        default:
            length = 1
            scalar = nil
            return
        }
        var value = UInt32(lead) & (0x3f >> UInt32(following))
        for offset in 1...following {
            let index = start + offset
            let range = offset == 1 ? second : 0x80...0xbf
            guard index < bytes.count, range.contains(bytes[index]) else {
                length = offset
                scalar = nil
                return
            }
            value = value << 6 | UInt32(bytes[index] & 0x3f)
        }
        length = following + 1
        scalar = Unicode.Scalar(value)
    }
}
