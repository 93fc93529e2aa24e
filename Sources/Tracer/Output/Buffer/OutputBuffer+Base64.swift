extension OutputBuffer {
    /// Appends bytes in base64 with padding (RFC 4648, section 4), without quotes.
    package mutating func append(base64 content: Span<UInt8>) {
        var index = 0
        while content.count - index >= 3 {
            let group =
                UInt32(content[index]) << 16 | UInt32(content[index + 1]) << 8
                | UInt32(content[index + 2])
            append(base64Group: group, digits: 4)
            index += 3
        }
        switch content.count - index {
        case 1:
            append(base64Group: UInt32(content[index]) << 16, digits: 2)
            append("==")
        case 2:
            append(
                base64Group: UInt32(content[index]) << 16 | UInt32(content[index + 1]) << 8,
                digits: 3)
            append(0x3d)
        default: break
        }
    }

    /// Appends the first digits of a 24-bit group, six bits each.
    private mutating func append(base64Group group: UInt32, digits: Int) {
        for position in 0..<digits {
            let value = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * position)) & 0x3f
            switch value {
            case 0..<26: append(0x41 + value)
            case 26..<52: append(0x61 - 26 + value)
            case 52..<62: append(0x30 &+ value &- 52)
            case 62: append(0x2b)
            default: append(0x2f)
            }
        }
    }
}
