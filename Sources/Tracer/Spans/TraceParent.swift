public import TracerCapture

/// The caller's span, propagated through an environment variable.
///
///     TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
///                 version   trace id                  parent's span id  flags
///
/// W3C Trace Context, level 1, section 3.2. The name of the environment variable comes from OpenTelemetry's
/// specification of environment variables as carriers.
public struct TraceParent: Sendable, Equatable {
    public var traceID: TraceID
    public var spanID: SpanID

    public init(traceID: TraceID, spanID: SpanID) {
        self.traceID = traceID
        self.spanID = spanID
    }

    /// - Returns: nil if the value is invalid, and must then be ignored (section 4.3).
    public init?(parsing value: ArraySlice<UInt8>) {
        let parts = value.split(separator: 0x2d, omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[3].count == 2,
            let version = UInt64(hexadecimalDigits: parts[0]), version != 0xff,
            // Later versions may append fields.
            version != 0 || parts.count == 4,
            UInt64(hexadecimalDigits: parts[3]) != nil,
            // Upper-case letters are invalid.
            !value.contains(where: { (0x41...0x46).contains($0) }),
            let traceID = TraceID(parsing: parts[1]), let spanID = SpanID(parsing: parts[2])
        else { return nil }
        self.init(traceID: traceID, spanID: spanID)
    }

    /// The TRACEPARENT in an environment, found as getenv(3) does.
    public init?(in environment: Environment) {
        guard let value = environment.value(of: "TRACEPARENT".utf8) else { return nil }
        self.init(parsing: value)
    }
}
