/// The verbosity of the verifier's log (`log_level` of BPF_PROG_LOAD).
public struct VerifierLogLevel: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The instructions on the current path, and the state where paths merge.
    public static let path = VerifierLogLevel(rawValue: 1)
    /// The state after each instruction, on every path. Very long.
    public static let everyState = VerifierLogLevel(rawValue: 2)
    /// The verifier's effort: instructions, states, time, stack.
    public static let statistics = VerifierLogLevel(rawValue: 4)
}
