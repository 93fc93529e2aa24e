// Rules: which execs are shown, and what is added to or hidden in them.
//
//     configuration file ──▶ YAML ──▶ Configuration ──▶ [Rule]
//                                                         │
//     event ──▶ RuleFilter: first rule that matches ──────┴─▶ shown with attributes │ left out, and counted
//
// The filter sees events as captured, before redaction, so that rules can match values that must not be
// shown. An unknown value matches no pattern: the exec is shown rather than left out.
//
// Any user of the host controls the values that rules match. A rule that leaves execs out, or lets them join
// a trace, must therefore match values that a user can't choose (RuleMatch+Trust.swift), or say
// `unsafe: true`. The bytes that rules examine per exec are limited (RuleWork.swift).

public import TracerCapture

/// What happens to the execs that match.
public struct Rule: Sendable, Equatable {
    public enum Action: Sendable, Equatable {
        case trace
        case ignore
        /// Shows every Nth exec that matches, beginning with the first.
        case sample(UInt64)
    }

    /// The rule's name in the file; empty if it has none.
    public var name = ""
    public var match = RuleMatch()
    public var action = Action.trace
    /// The file says `unsafe: true`: the rule may leave execs out, or let them join a trace, by values that
    /// any user can choose.
    public var isUnsafe = false
    /// An exec's TRACEPARENT determines the trace of its span.
    public var joinsTrace = false
    /// Attributes added to each exec that is shown.
    public var attributes: [Attribute] = []
    /// Patterns for names whose values are hidden, in addition to those of the options.
    public var hiddenNames: [String] = []

    public init() {}

    /// Whether users must not be able to trigger the rule: it leaves execs out, or moves spans into the trace
    /// that a program names.
    var mustBeTrusted: Bool { (action != .trace || joinsTrace) && !isUnsafe }
}
