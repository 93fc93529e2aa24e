/// The spans that later ones may have as a parent, by exec.
///
/// A process may be forked and call exec long after its parent's program has ended, so ended spans are kept
/// too: up to `limit`, and the oldest are dropped first.
struct SpanReferences {
    struct Reference {
        var traceID: TraceID
        var spanID: SpanID
        var pid: UInt32
        /// The TRACEPARENT in its environment.
        var traceParent: TraceParent?
    }

    private var references: [UInt64: Reference] = [:]
    /// Ended spans, as a ring; the oldest is at `oldest`.
    private var ended: [UInt64] = []
    private var oldest = 0
    private let limit: Int

    init(limit: Int = 65536) {
        self.limit = max(limit, 1)
    }

    var count: Int { references.count }

    subscript(execID: UInt64) -> Reference? { references[execID] }

    mutating func begin(_ execID: UInt64, _ reference: Reference) {
        references[execID] = reference
    }

    mutating func end(_ execID: UInt64) {
        guard references[execID] != nil else { return }
        if ended.count < limit {
            ended.append(execID)
        } else {
            references[ended[oldest]] = nil
            ended[oldest] = execID
            oldest = (oldest + 1) % limit
        }
    }
}
