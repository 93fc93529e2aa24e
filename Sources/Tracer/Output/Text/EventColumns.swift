/// The columns that precede an event's details.
///
///     TIME             PID    PPID EVENT  DETAILS
///
/// A narrow terminal first loses the parent's pid, then the time.
struct EventColumns: Sendable {
    let hasTime: Bool
    let hasParent: Bool

    /// - Parameter width: The width of the terminal in columns; nil if there is none.
    init(width: Int?) {
        hasParent = (width ?? .max) >= 72
        hasTime = (width ?? .max) >= 48
    }

    /// The column of the event's kind, counted from 0.
    var eventColumn: Int { (hasTime ? 13 : 0) + 8 + (hasParent ? 8 : 0) }
    /// The column of the event's details.
    var detailsColumn: Int { eventColumn + 7 }
}
