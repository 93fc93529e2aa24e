/// Base64 with padding (RFC 4648).
public enum Base64 {
    /// - Returns: nil if the text is not base64.
    public static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var padding = 0
        for (index, character) in text.enumerated() {
            bits <<= 6
            if let value = value(character), padding == 0 {
                bits |= value
            } else if character == 0x3d, index >= text.count - 2 {
                padding += 1
            } else {
                return nil
            }
            guard index % 4 == 3 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: bits)) }
            bits = 0
        }
        return bytes
    }

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5a: UInt32(character - 0x41)
        case 0x61...0x7a: UInt32(character - 0x61) + 26
        case 0x30...0x39: UInt32(character - 0x30) + 52
        case 0x2b: 62
        case 0x2f: 63
        default: nil
        }
    }
}
