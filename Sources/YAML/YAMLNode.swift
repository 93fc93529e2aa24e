/// A YAML value, with the line and column of its first byte.
public struct YAMLNode: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        /// An empty value, `~` or `null`.
        case empty
        /// Any other value that is not a list or a mapping. The caller decides whether it is a number.
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
    /// The line and column of the key, counted from 1.
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
