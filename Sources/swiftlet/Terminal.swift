internal import SwiftletShims

/// The properties of the output that affect how text looks.
struct Terminal {
    /// The width in columns when it was opened; nil if it is not a terminal.
    let width: Int?
    /// NO_COLOR turns colours off (no-color.org).
    let hasColor: Bool
    private let descriptor: Int32

    static let none = Terminal(width: nil, hasColor: false, descriptor: -1)

    static func of(_ descriptor: Int32) -> Terminal {
        let columns = swiftlet_terminal_columns(descriptor)
        guard columns > 0 else { return .none }
        return Terminal(
            width: Int(columns), hasColor: swiftlet_wants_color() != 0, descriptor: descriptor)
    }

    /// The width in columns now; nil if it is not a terminal.
    var currentWidth: Int? {
        guard width != nil else { return nil }
        let columns = swiftlet_terminal_columns(descriptor)
        return columns > 0 ? Int(columns) : width
    }
}
