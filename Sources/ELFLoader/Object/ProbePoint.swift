/// The point at which a program runs in the functions that it probes.
public enum ProbePoint: Sendable, Equatable {
    case entry
    case `return`
    /// On entry and return; the return runs only if the entry requests it. Both share a word of memory.
    case session
}
