/// The strings of a process as it has them now, which need not be the ones that it was started with: a
/// process may write over them.
public struct ProcessStrings: Sendable, Equatable {
    /// Each string with its NUL.
    public var arguments: [UInt8]
    public var environment: [UInt8]

    public init(arguments: [UInt8], environment: [UInt8]) {
        self.arguments = arguments
        self.environment = environment
    }
}
