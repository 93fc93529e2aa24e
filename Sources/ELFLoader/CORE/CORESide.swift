/// The table that an error refers to.
package enum CORESide: Sendable, Equatable {
    /// The object's own types.
    case local
    /// The types of the system that runs the object.
    case target

    /// The name of the side, for messages.
    package var name: String { self == .local ? "local" : "target" }
}
