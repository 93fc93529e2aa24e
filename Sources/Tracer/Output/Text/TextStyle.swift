/// How text is highlighted on a terminal.
enum TextStyle {
    case plain, dim, good, warning, alarm

    /// The escape sequence that begins the style (ECMA-48, SGR).
    var sequence: StaticString {
        switch self {
        case .plain: ""
        case .dim: "\u{1b}[2m"
        case .good: "\u{1b}[32m"
        case .warning: "\u{1b}[33m"
        case .alarm: "\u{1b}[31m"
        }
    }

    /// The escape sequence that ends any style.
    static var reset: StaticString { "\u{1b}[0m" }
}
