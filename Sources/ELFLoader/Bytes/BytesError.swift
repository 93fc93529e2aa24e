/// An error in reading bytes.
///
/// Offsets count from the start of the view that was read. The owner of the view knows what it covers
/// (a section, a record) and adds that.
public enum BytesError: Error, Equatable, Sendable {
    /// A read of `count` bytes at `offset` exceeds the `available` bytes of the view.
    case outOfBounds(offset: Int, count: Int, available: Int)
    /// The string at `offset` has no NUL before the end of the view.
    case unterminatedString(offset: Int)
}

extension BytesError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .outOfBounds(let offset, let count, let available):
            "offset \(offset): needs \(count) bytes, of \(available) in all"
        case .unterminatedString(let offset):
            "offset \(offset): string has no terminating NUL"
        }
    }
}
