/// Something of an exec that is not shown, and was replaced by a mark before any output.
public enum Redaction: Sendable, Equatable {
    /// The value of the environment variable of this name.
    case variable([UInt8])
    /// The argument at this position, or a part of it.
    case argument(Int)
}
