// Executions of programs as spans, as OpenTelemetry has them.
//
//     TracerEvent ──→ SpanBuilder ──→ Span ──→ OTLPJSONFormatter ──→ lines of a file
//                                          └─→ OTLPExport ─────────→ a collector
//
//     swiftlet trace -- make             make                 the root span: the command as a whole
//                                         └─ make             its first exec
//                                             ├─ cc           an exec each, by the process tree
//                                             │   ├─ cc1
//                                             │   └─ tcp connect
//                                             └─ ld
//
// Pure: no system call, no clock, no network, no Foundation. The model is that of trace.proto in
// opentelemetry-proto 1.x; names of attributes are those of the semantic conventions (registry of
// process, container, network, error) where there is one, and begin with `swiftlet.` where not.

/// Something that took its time: an execution of a program, or a connection.
public struct Span: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case `internal`, client

        /// `Span.SpanKind`
        public var number: Int {
            switch self {
            case .internal: 1
            case .client: 3
            }
        }
    }

    public var traceID: TraceID
    public var spanID: SpanID
    /// Nil at the top of a trace.
    public var parentSpanID: SpanID?
    /// Whether the parent is a span of another program's, known from a TRACEPARENT.
    public var hasRemoteParent = false
    public var name: [UInt8]
    public var kind = Kind.internal
    /// Nanoseconds since 1970.
    public var start: UInt64
    public var end: UInt64 = 0
    public var attributes: [SpanAttribute] = []
    /// Spans of other programs that it has to do with.
    public var links: [SpanLink] = []
    public var events: [SpanEvent] = []
    /// Events that found no room in `events`.
    public var droppedEvents: UInt32 = 0
    /// What went wrong; nil if nothing did.
    public var error: [UInt8]?

    public init(
        traceID: TraceID, spanID: SpanID, parentSpanID: SpanID?, name: [UInt8], start: UInt64
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.parentSpanID = parentSpanID
        self.name = name
        self.start = start
    }

    /// `Span.flags`: the sampled bit of W3C, and what `SpanFlags` in trace.proto says of the parent.
    public var flags: UInt32 { hasRemoteParent ? 0x301 : 0x101 }
}

/// Another span that a span has to do with, in whatever trace.
public struct SpanLink: Sendable, Equatable {
    public var traceID: TraceID
    public var spanID: SpanID
}

/// Something that happened within a span.
public struct SpanEvent: Sendable, Equatable {
    /// Nanoseconds since 1970.
    public var time: UInt64
    public var name: String
    public var attributes: [SpanAttribute]
}
