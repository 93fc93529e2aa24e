/// The current strings of a process. A process may overwrite the strings that it was started with.
public struct ProcessStrings: Sendable, Equatable {
    /// Each string includes its NUL.
    public var arguments: [UInt8]
    public var environment: [UInt8]

    public init(arguments: [UInt8], environment: [UInt8]) {
        self.arguments = arguments
        self.environment = environment
    }
}
