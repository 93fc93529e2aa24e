internal import SwiftletYAML

/// An error in a configuration file and its location. It never contains a value from the file: rules may name
/// secrets.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Both count from 1, the column in bytes.
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

    /// `line:column: what`, to print after the file's name and a colon.
    public var description: String { "\(line):\(column): \(what)" }
}
