/// The attributes that all spans share: the service and the host.
public struct SpanResource: Sendable, Equatable {
    public var attributes: [SpanAttribute] = []
    /// The instrumentation scope that made the spans (`InstrumentationScope`).
    public var scopeName = "swiftlet"
    public var scopeVersion = ""

    public init() {}

    /// Sets an attribute, replacing one with the same key.
    public mutating func set(_ key: String, _ value: String) {
        attributes.set(SpanAttribute(key, value))
    }

    /// Adds the attributes in OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME; the latter has precedence.
    ///
    /// OpenTelemetry's specification of the resource SDK: comma-separated `key=value` pairs, percent-encoded
    /// as in W3C Baggage. If any pair is invalid, all are ignored.
    ///
    /// - Returns: Whether the attributes were valid.
    public mutating func add(attributes text: String?, serviceName: String?) -> Bool {
        var isValid = true
        if let text, !text.isEmpty {
            if let pairs = PercentEncoding.pairs(text) {
                for (key, value) in pairs { set(key, value) }
            } else {
                isValid = false
            }
        }
        if let serviceName, !serviceName.isEmpty { set("service.name", serviceName) }
        return isValid
    }
}
