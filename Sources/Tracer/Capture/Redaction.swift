/// A part of an exec that a mark replaced before any output.
public enum Redaction: Sendable, Equatable {
    /// The value of the environment variable with this name, or a part of it.
    case variable([UInt8])
    /// The argument at this position, or a part of it.
    case argument(Int)
}

/// What is shown in place of a value's bytes.
public struct HiddenValue: Sendable, Equatable {
    public var what: Redaction
    /// Its length.
    public var bytes: Int
    /// Equal digests within a run mean equal values. The key is random for each run and never shown, so that
    /// nobody can guess values by comparing digests.
    public var digest: UInt64

    public init(what: Redaction, bytes: Int, digest: UInt64) {
        self.what = what
        self.bytes = bytes
        self.digest = digest
    }
}
