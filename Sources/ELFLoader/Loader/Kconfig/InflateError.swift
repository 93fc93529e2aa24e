/// Why bytes could not be decompressed. Offsets count in bytes from the start of the input.
enum InflateError: Error, Equatable {
    /// The input ends inside the stream.
    case truncated(offset: Int)
    case malformed(offset: Int, reason: String)
    /// The output is longer than is allowed.
    case tooLong(limit: Int)
    /// The sum over the output is not the one that the input states (CRC-32).
    case checksum(found: UInt32, expected: UInt32)
}

extension InflateError: CustomStringConvertible {
    var description: String {
        switch self {
        case .truncated(let offset): "gzip: the file ends at byte \(offset), inside the stream"
        case .malformed(let offset, let reason): "gzip: byte \(offset): \(reason)"
        case .tooLong(let limit): "gzip: more than \(limit) bytes when decompressed"
        case .checksum(let found, let expected):
            "gzip: bad checksum: got \(found), expected \(expected)"
        }
    }
}
