// OpenTelemetry spans for executed programs.
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
// This folder is pure: no system call, no clock, no network, no Foundation. The model is that of trace.proto
// in opentelemetry-proto 1.x. Attribute names follow the semantic conventions (registry of process,
// container, network, error) where they define one; other names begin with `swiftlet.`.

/// An operation with a duration: an execution of a program, or a connection.
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
    /// Nil for the top span of a trace.
    public var parentSpanID: SpanID?
    /// Whether the parent belongs to another program's instrumentation, known from a TRACEPARENT.
    public var hasRemoteParent = false
    public var name: [UInt8]
    public var kind = Kind.internal
    /// Nanoseconds since 1970.
    public var start: UInt64
    public var end: UInt64 = 0
    public var attributes: [SpanAttribute] = []
    /// Related spans of other programs.
    public var links: [SpanLink] = []
    public var events: [SpanEvent] = []
    /// Events that were dropped because `events` was full.
    public var droppedEvents: UInt32 = 0
    /// The error message; nil if the operation succeeded.
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

    /// `Span.flags`: the W3C sampled flag, and whether the parent is remote (`SpanFlags` in trace.proto).
    public var flags: UInt32 { hasRemoteParent ? 0x301 : 0x101 }
}

/// A related span in any trace.
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
