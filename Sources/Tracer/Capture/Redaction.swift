/// Something of an exec that is not shown, and was replaced by a mark before any output.
public enum Redaction: Sendable, Equatable {
    /// The value of the environment variable of this name, or a part of it.
    case variable([UInt8])
    /// The argument at this position, or a part of it.
    case argument(Int)
}

/// What is said about a value in place of its bytes.
public struct HiddenValue: Sendable, Equatable {
    public var what: Redaction
    /// Its length.
    public var bytes: Int
    /// Two values of a run that have the same digest are the same. The key is random for each run and not
    /// shown, so that nobody can try values until the digest fits.
    public var digest: UInt64

    public init(what: Redaction, bytes: Int, digest: UInt64) {
        self.what = what
        self.bytes = bytes
        self.digest = digest
    }
}
