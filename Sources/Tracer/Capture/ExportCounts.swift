/// The outcome of sending spans to a collector.
public struct ExportCounts: Sendable, Equatable {
    /// Delivered and not rejected.
    public var sent: UInt64
    /// All others.
    public var dropped: UInt64
    /// The reason for the drops, if known.
    public var problem: String?

    public init(sent: UInt64, dropped: UInt64, problem: String? = nil) {
        self.sent = sent
        self.dropped = dropped
        self.problem = problem
    }
}
