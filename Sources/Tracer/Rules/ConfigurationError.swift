internal import SwiftletYAML

/// What is wrong with a configuration file, and where. It holds no value of the file: rules may name
/// what is secret.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Counted from 1, the column in bytes.
    public var line: Int
    public var column: Int
    public var what: String

    public init(line: Int, column: Int, what: String) {
        self.line = line
        self.column = column
        self.what = what
    }

    init(_ error: YAMLError) {
        self.init(line: error.line, column: error.column, what: error.what)
    }

    /// `line:column: what`, to follow the name of the file and a colon.
    public var description: String { "\(line):\(column): \(what)" }
}
