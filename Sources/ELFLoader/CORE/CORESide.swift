/// Which of the two tables an error is about.
public enum CORESide: Sendable, Equatable {
    /// The object's own types.
    case local
    /// The types of what the object is to run on.
    case target

    /// For messages.
    package var name: String { self == .local ? "local" : "target" }
}
