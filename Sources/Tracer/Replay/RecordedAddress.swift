/// An IP address in a recording: `127.0.0.1`, `2001:db8::1`, `::ffff:10.0.0.1`.
struct RecordedAddress: Equatable {
    /// 4 or 16 bytes, in network byte order; empty for `?`.
    let bytes: [UInt8]

    /// - Returns: nil if the text is not an address (RFC 4291, section 2.2; without zones).
    init?(parsing text: [UInt8]) {
        if text == [0x3f] {
            bytes = []
        } else if text.contains(0x3a) {
            guard text.count <= 45, let bytes = Self.sixteen(text) else { return nil }
            self.bytes = bytes
        } else {
            guard let bytes = Self.four(text[...]) else { return nil }
            self.bytes = bytes
        }
    }

    private static func four(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count <= 15 else { return nil }
        var bytes: [UInt8] = []
        for part in text.split(separator: 0x2e, omittingEmptySubsequences: false) {
            guard let number = number(part, radix: 10, longest: 3), number <= 255 else { return nil }
            bytes.append(UInt8(number))
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func sixteen(_ text: [UInt8]) -> [UInt8]? {
        // The parts before and after `::`.
        var halves = [text[...]]
        for index in text.indices.dropLast() where text[index] == 0x3a && text[index + 1] == 0x3a {
            halves = [text[..<index], text[(index + 2)...]]
            break
        }
        var bytes: [[UInt8]] = []
        for half in halves {
            guard let groups = groups(half) else { return nil }
            bytes.append(groups)
        }
        let count = bytes.reduce(0) { $0 + $1.count }
        guard halves.count == 2 else { return count == 16 ? bytes[0] : nil }
        guard count <= 14 else { return nil }
        return bytes[0] + [UInt8](repeating: 0, count: 16 - count) + bytes[1]
    }

    /// Colon-separated groups of up to four digits; the last may be an IPv4 address.
    private static func groups(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: 0x3a, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(0x2e) {
                guard let address = four(part) else { return nil }
                bytes += address
            } else {
                guard let number = number(part, radix: 16, longest: 4) else { return nil }
                bytes += [UInt8(number >> 8), UInt8(number & 0xff)]
            }
        }
        return bytes
    }

    private static func number(_ digits: ArraySlice<UInt8>, radix: UInt32, longest: Int) -> UInt32? {
        guard !digits.isEmpty, digits.count <= longest else { return nil }
        var number: UInt32 = 0
        for digit in digits {
            let value: UInt32
            switch digit {
            case 0x30...0x39: value = UInt32(digit - 0x30)
            case 0x61...0x66: value = UInt32(digit - 0x61) + 10
            case 0x41...0x46: value = UInt32(digit - 0x41) + 10
            default: return nil
            }
            guard value < radix else { return nil }
            number = number * radix + value
        }
        return number
    }
}
