extension OutputBuffer {
    /// Appends an IP address: `127.0.0.1` for 4 bytes, the form of RFC 5952 for 16, and `?` for any other
    /// length.
    package mutating func append(address: [UInt8]) {
        switch address.count {
        case 4:
            for position in 0..<4 {
                if position > 0 { append(0x2e) }
                append(decimal: address[position])
            }
        case 16: append(groups: (0..<8).map { UInt16(address[2 * $0]) << 8 | UInt16(address[2 * $0 + 1]) })
        default: append(0x3f)
        }
    }

    /// Appends 16-bit groups in hexadecimal; omits the first of the longest runs of two or more zeros.
    private mutating func append(groups: [UInt16]) {
        // An IPv4 address embedded in IPv6 (RFC 5952, section 5).
        if groups[0..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xffff {
            append("::ffff:")
            append(address: [
                UInt8(groups[6] >> 8), UInt8(groups[6] & 0xff), UInt8(groups[7] >> 8),
                UInt8(groups[7] & 0xff),
            ])
            return
        }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > longest.count { longest = start..<end }
            start = max(end, start + 1)
        }
        for position in groups.indices {
            if longest.contains(position) {
                if position == longest.lowerBound { append("::") }
                continue
            }
            if position > 0, position != longest.upperBound || longest.isEmpty { append(0x3a) }
            append(lowercaseHexadecimal: groups[position])
        }
    }

    private mutating func append(lowercaseHexadecimal number: UInt16) {
        var digits = 3
        while digits > 0, number >> (4 * UInt16(digits)) == 0 { digits -= 1 }
        for digit in stride(from: digits, through: 0, by: -1) {
            let value = UInt8(number >> (4 * UInt16(digit)) & 0xf)
            append(value < 10 ? 0x30 + value : 0x61 + value - 10)
        }
    }
}
