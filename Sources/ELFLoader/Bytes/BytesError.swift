/// Why bytes could not be read.
///
/// The offsets count from the start of the view that was read; whoever owns the view knows what it
/// is a view of (a section, a record) and adds that.
public enum BytesError: Error, Equatable, Sendable {
    /// `count` bytes were asked for at `offset`, of `available` in all.
    case outOfBounds(offset: Int, count: Int, available: Int)
    /// The string that begins at `offset` has no NUL before the end of the view.
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
