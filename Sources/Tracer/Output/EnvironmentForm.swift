/// How much of an exec's environment is shown.
public enum EnvironmentForm: Sendable, CaseIterable {
    /// No environment.
    case none
    /// The names of the variables.
    case names
    /// Differences from the parent's environment.
    case diff
    /// The entire environment.
    case all
}
