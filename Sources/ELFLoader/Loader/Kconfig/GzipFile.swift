/// A gzip(1) file, such as /proc/config.gz.
///
///     ┌────┬────┬────────┬───────┬───────┬───────┬────┬───────────────────────┬─────────┬───────┬───────┐
///     │ 1f │ 8b │ method │ flags │ mtime │ extra │ os │ (extra, name, comment,│ DEFLATE │ crc32 │ size  │
///     │    │    │ 8      │       │ 4     │ flags │    │  header's sum)        │         │ 4     │ 4     │
///     └────┴────┴────────┴───────┴───────┴───────┴────┴───────────────────────┴─────────┴───────┴───────┘
///
/// Authority: RFC 1952. Only the first member is read.
enum GzipFile {
    /// Whether the bytes begin with the gzip magic.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1f, 0x8b])
    }

    /// Decompresses the file and checks its CRC.
    ///
    /// - Parameter limit: Maximum size of the output in bytes.
    static func contents(of bytes: [UInt8], limit: Int) throws(InflateError) -> [UInt8] {
        guard isOne(bytes), bytes.count > 2, bytes[2] == 8 else {
            throw .malformed(offset: 0, reason: "not a gzip file")
        }
        guard bytes.count >= 18 else { throw .truncated(offset: bytes.count) }
        let flags = bytes[3]
        var position = 10
        // FEXTRA: a length and that many bytes.
        if flags & 4 != 0 {
            position += 2 + Int(bytes[10]) + Int(bytes[11]) << 8
        }
        // FNAME and FCOMMENT: NUL-terminated strings.
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else {
                throw .truncated(offset: bytes.count)
            }
            position = end + 1
        }
        // FHCRC
        if flags & 2 != 0 { position += 2 }
        let (output, end) = try Inflate.bytes(bytes, from: position, limit: limit)
        guard bytes.count - end >= 8 else { throw .truncated(offset: bytes.count) }
        var expected: UInt32 = 0
        for index in (0..<4).reversed() { expected = expected << 8 | UInt32(bytes[end + index]) }
        let found = checksum(output)
        guard found == expected else { throw .checksum(found: found, expected: expected) }
        return output
    }

    /// CRC-32 with reversed polynomial (RFC 1952, 8).
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var table = [UInt32](repeating: 0, count: 256)
        for index in table.indices {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
            table[index] = value
        }
        var sum = UInt32.max
        for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xff)] ^ sum >> 8 }
        return ~sum
    }
}
