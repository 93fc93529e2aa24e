/// When a program runs at the functions that it probes.
public enum ProbePoint: Sendable, Equatable {
    case entry
    case `return`
    /// At both, the return only if the entry asked for it; the two share a word of memory.
    case session
}
