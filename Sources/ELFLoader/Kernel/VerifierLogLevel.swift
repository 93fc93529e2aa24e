/// How much the verifier writes down (`log_level` of BPF_PROG_LOAD).
public struct VerifierLogLevel: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The instructions on the path that it looks at, and the state where paths meet.
    public static let path = VerifierLogLevel(rawValue: 1)
    /// The state after each instruction, of every path. Long.
    public static let everyState = VerifierLogLevel(rawValue: 2)
    /// How much work it was: instructions, states, time, stack.
    public static let statistics = VerifierLogLevel(rawValue: 4)
}
