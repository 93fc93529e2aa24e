public import TracerOutput

/// What spans are to say, and where they belong.
public struct SpanOptions: Sendable {
    /// An attribute that is put on every span.
    public struct Addition: Sendable, Equatable {
        public enum Value: Sendable, Equatable {
            case constant(String)
            /// The value of a variable in the environment of each program; no attribute without it.
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
    /// How much environment is shown.
    public var environment = EnvironmentForm.none
    public var additions: [Addition] = []
    /// Variables of the tracer's own environment that `additions` name.
    public var ownVariables = ShownStrings()
    public var users = UserTable()
    /// CLOCK_BOOTTIME in nanoseconds; what began before is taken to have begun then.
    public var start: UInt64 = 0
    /// Whether the events are those of a recorded run: when it began and what its command was is seen
    /// from them alone.
    public var isRecorded = false
    /// Spans' ids are made of it.
    public var seed: UInt64
    /// The trace's id if no other is given.
    public var newTraceID: TraceID

    public init() {
        var generator = SystemRandomNumberGenerator()
        seed = generator.next()
        newTraceID = TraceID(using: &generator)
    }
}
