/// A value of YAML, with its place in the file: the first byte of it.
public struct YAMLNode: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        /// Nothing, `~` or `null`.
        case empty
        /// Everything else that is no list and no mapping: whether it is a number, the reader's user knows.
        case text(String)
        case list([YAMLNode])
        case mapping([YAMLMember])
    }

    public var content: Content
    /// Counted from 1.
    public var line: Int
    /// Counted from 1, in bytes.
    public var column: Int

    public init(_ content: Content, line: Int, column: Int) {
        self.content = content
        self.line = line
        self.column = column
    }
}

/// A key of a mapping, and its value.
public struct YAMLMember: Sendable, Equatable {
    public var key: String
    /// Where the key stands, counted from 1.
    public var line: Int
    public var column: Int
    public var value: YAMLNode

    public init(key: String, line: Int, column: Int, value: YAMLNode) {
        self.key = key
        self.line = line
        self.column = column
        self.value = value
    }
}
