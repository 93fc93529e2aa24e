public import TracerOutput
public import TracerSecrets

/// The content of spans, and the trace they belong to.
public struct SpanOptions: Sendable {
    /// An attribute to add to every span.
    public struct Addition: Sendable, Equatable {
        public enum Value: Sendable, Equatable {
            case constant(String)
            /// The value of an environment variable of each program; no attribute if the variable is unset.
            case variable(String)
        }

        public var key: String
        public var value: Value

        public init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// The traced command; empty if there is none.
    public var command = ShownStrings()
    /// The trace that the root span belongs to; nil for the caller's, or a new one.
    public var traceID: TraceID?
    /// The root span's parent; nil for the caller's span, or none.
    public var parentSpanID: SpanID?
    /// TRACEPARENT in the tracer's own environment.
    public var caller: TraceParent?
    /// How much of the environment is shown.
    public var environment = EnvironmentForm.none
    public var additions: [Addition] = []
    /// The variables of the tracer's own environment that `additions` refer to.
    public var ownVariables = ShownStrings()
    public var users = UserTable()
    /// CLOCK_BOOTTIME in nanoseconds; earlier start times are raised to it.
    public var start: UInt64 = 0
    /// Whether the events come from a recorded run: only they reveal when it began and what its command was.
    public var isRecorded = false
    /// Span IDs are derived from it.
    public var seed: UInt64
    /// The trace ID if no other is given.
    public var newTraceID: TraceID

    public init() {
        var generator = SystemRandomNumberGenerator()
        seed = generator.next()
        newTraceID = TraceID(using: &generator)
    }
}
