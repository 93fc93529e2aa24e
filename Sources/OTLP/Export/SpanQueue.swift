internal import Synchronization
internal import TracerCapture
internal import TracerSpans

/// A bounded queue of spans to send, in batches. Safe to use from several threads.
final class SpanQueue: Sendable {
    struct Limits: Sendable {
        /// The most spans in a batch.
        var batchSpans = 512
        var batchBytes = 4 << 20
        /// The most spans in the queue.
        var spans = 16_384
        var bytes = 32 << 20
    }

    fileprivate struct State {
        /// Batches that are full, the oldest first.
        var full: [[Span]] = []
        /// The batch that new spans are added to.
        var open: [Span] = []
        var openBytes = 0
        var spans = 0
        var bytes = 0
        /// The bytes of each full batch.
        var fullBytes: [Int] = []
        var dropped: UInt64 = 0
        var isClosed = false
    }

    /// What the sending thread must be told.
    enum Change: Sendable {
        case none
        /// The queue was empty.
        case first
        /// A batch is full.
        case full
    }

    private let state = Mutex(State())
    private let limits: Limits

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Adds a span, or drops it if there is no room.
    func append(_ span: Span) -> Change {
        let size = span.approximateSize
        return state.withLock { state in
            guard !state.isClosed, state.spans < limits.spans,
                // A span larger than the limit is taken if the queue is empty.
                state.spans == 0 || state.bytes + size <= limits.bytes
            else {
                state.dropped += 1
                return .none
            }
            let wasEmpty = state.spans == 0
            state.open.append(span)
            state.openBytes += size
            state.spans += 1
            state.bytes += size
            guard state.open.count >= limits.batchSpans || state.openBytes >= limits.batchBytes
            else {
                return wasEmpty ? .first : .none
            }
            state.close()
            return .full
        }
    }

    /// Whether a batch is full.
    var hasFullBatch: Bool { state.withLock { !$0.full.isEmpty } }
    var isEmpty: Bool { state.withLock { $0.spans == 0 } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    /// Whether more than half of the room is used.
    var isHalfFull: Bool {
        state.withLock { $0.spans > limits.spans / 2 || $0.bytes > limits.bytes / 2 }
    }
    /// How many spans found no room.
    var dropped: UInt64 { state.withLock { $0.dropped } }

    /// Removes the oldest batch, full or not. Empty if nothing waits.
    func next() -> [Span] {
        state.withLock { state in
            if state.full.isEmpty { state.close() }
            guard !state.full.isEmpty else { return [] }
            let batch = state.full.removeFirst()
            state.bytes -= state.fullBytes.removeFirst()
            state.spans -= batch.count
            return batch
        }
    }

    /// No more spans will come.
    func close() {
        state.withLock { $0.isClosed = true }
    }
}

extension SpanQueue.State {
    fileprivate mutating func close() {
        guard !open.isEmpty else { return }
        full.append(open)
        fullBytes.append(openBytes)
        open = []
        openBytes = 0
    }
}

extension Span {
    /// The approximate size of the span in a request, in bytes.
    var approximateSize: Int {
        var size = 96 + name.count + (error?.count ?? 0) + attributes.approximateSize
        for event in events {
            size += 24 + event.name.utf8.count + event.attributes.approximateSize
        }
        return size
    }
}

extension [SpanAttribute] {
    fileprivate var approximateSize: Int {
        var size = 0
        for attribute in self {
            size += 16 + attribute.key.utf8.count
            switch attribute.value {
            case .string(let bytes): size += bytes.count
            case .integer, .boolean: size += 8
            case .strings(let strings), .bytes(let strings):
                size += strings.bytes.count + 4 * strings.count
            }
        }
        return size
    }
}
