internal import GlibcShims

/// What the output goes to, as far as it matters to how text looks.
struct Terminal {
    /// In columns; nil if it is no terminal.
    let width: Int?
    /// NO_COLOR turns colours off (no-color.org).
    let hasColor: Bool

    static let none = Terminal(width: nil, hasColor: false)

    static func of(_ descriptor: Int32) -> Terminal {
        let columns = swiftlet_terminal_columns(descriptor)
        guard columns > 0 else { return .none }
        return Terminal(width: Int(columns), hasColor: swiftlet_wants_color() != 0)
    }
}
