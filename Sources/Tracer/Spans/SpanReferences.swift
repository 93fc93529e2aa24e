/// The spans that later ones may have for a parent, by exec.
///
/// A process may be forked and go on to exec long after its parent's program is over, so those that
/// have ended are kept, too: as many as `limit`, the oldest go first.
struct SpanReferences {
    struct Reference {
        var traceID: TraceID
        var spanID: SpanID
        var pid: UInt32
        /// What its environment has.
        var traceParent: TraceParent?
    }

    private var references: [UInt64: Reference] = [:]
    /// Of those that have ended, a ring: the oldest stands at `oldest`.
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
