/// Why a text is not YAML, or uses a feature that this reader rejects. Contains no part of the text.
public struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Counted from 1, the column in bytes.
    public var line: Int
    public var column: Int
    /// What is wrong at this place, and what to do about it.
    public var what: String

    public init(line: Int, column: Int, what: String) {
        self.line = line
        self.column = column
        self.what = what
    }

    /// `line:column: what`, to follow the name of the file and a colon.
    public var description: String { "\(line):\(column): \(what)" }
}
