/// How much of an exec's environment is shown.
public enum EnvironmentForm: Sendable, CaseIterable {
    /// Nothing of it.
    case none
    /// The names of the variables.
    case names
    /// What is not as in the parent's environment.
    case diff
    /// All of it.
    case all
}
