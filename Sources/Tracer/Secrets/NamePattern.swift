internal import TracerCapture

/// A pattern for names of variables and options: `*` matches any bytes, `?` matches one.
///
/// Case is ignored, and `_`, `-` and `.` are equal: `*API_KEY*` also matches `--api-key`.
struct NamePattern: Sendable, Equatable {
    private let glob: Glob

    init(_ pattern: some Sequence<UInt8>) {
        glob = Glob(pattern.map(Self.folded))
    }

    /// Takes time proportional to the product of both lengths in the worst case.
    func matches(_ name: Span<UInt8>) -> Bool {
        glob.matches(name, folding: Self.folded)
    }

    /// Maps upper case to lower case, and `-` and `.` to `_`.
    static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5a: byte + 0x20
        case 0x2d, 0x2e: 0x5f
        default: byte
        }
    }
}
