// Rules: which execs are shown, and what is added to them or hidden.
//
//     configuration file ──▶ YAML ──▶ Configuration ──▶ [Rule]
//                                                         │
//     event ──▶ RuleFilter: first rule that matches ──────┴─▶ shown with attributes │ left out, and counted
//
// The filter sees events as they were captured, before redaction, so that rules can be about values that
// nobody is to see. What is not known of an exec matches no pattern: it is shown rather than left out.
//
// Everybody on the host writes what rules look at. A rule that leaves execs out, or has them join a trace,
// therefore goes by what a user can't choose (RuleMatch+Trust.swift), or says `unsafe: true`; and the bytes that rules look at for
// one exec are bounded (RuleWork.swift).

public import TracerCapture

/// What becomes of the execs that match.
public struct Rule: Sendable, Equatable {
    public enum Action: Sendable, Equatable {
        case trace
        case ignore
        /// Shows every Nth exec that matches, beginning with the first.
        case sample(UInt64)
    }

    /// As it is called in the file; empty if it isn't.
    public var name = ""
    public var match = RuleMatch()
    public var action = Action.trace
    /// The file says `unsafe: true`: the rule may leave execs out, or have them join a trace, by what any user can
    /// choose.
    public var isUnsafe = false
    /// An exec's TRACEPARENT decides which trace its span belongs to.
    public var joinsTrace = false
    /// Added to each exec that is shown.
    public var attributes: [Attribute] = []
    /// Patterns for names whose values are hidden, beside those of the options.
    public var hiddenNames: [String] = []

    public init() {}

    /// Whether it does what users must not be able to have done: it leaves execs out, or moves spans into the
    /// trace that a program names.
    var mustBeTrusted: Bool { (action != .trace || joinsTrace) && !isUnsafe }
}
