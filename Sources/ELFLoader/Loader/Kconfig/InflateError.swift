/// Why decompression failed. Offsets are in bytes from the start of the input.
package enum InflateError: Error, Equatable {
    /// The input ends inside the stream.
    case truncated(offset: Int)
    case malformed(offset: Int, reason: String)
    /// The output exceeds the limit.
    case tooLong(limit: Int)
    /// The output's CRC-32 differs from the one in the file.
    case checksum(found: UInt32, expected: UInt32)
}

extension InflateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let offset): "gzip: the file ends at byte \(offset), inside the stream"
        case .malformed(let offset, let reason): "gzip: byte \(offset): \(reason)"
        case .tooLong(let limit): "gzip: more than \(limit) bytes when decompressed"
        case .checksum(let found, let expected):
            "gzip: bad checksum: got \(found), expected \(expected)"
        }
    }
}
