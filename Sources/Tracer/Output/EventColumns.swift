/// Which columns stand in front of what is said of an event.
///
///     TIME             PID    PPID EVENT  DETAILS
///
/// On a narrow terminal the parent's pid is left out first, then the time.
struct EventColumns: Sendable {
    let hasTime: Bool
    let hasParent: Bool

    /// - Parameter width: Of the terminal, in columns; nil if there is none.
    init(width: Int?) {
        hasParent = (width ?? .max) >= 72
        hasTime = (width ?? .max) >= 48
    }

    /// Where the event's kind begins, counted from 0.
    var eventColumn: Int { (hasTime ? 13 : 0) + 8 + (hasParent ? 8 : 0) }
    /// Where the details of an event begin.
    var detailsColumn: Int { eventColumn + 7 }
}
