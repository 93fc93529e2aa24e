/// What all spans have in common: the service and the host that they are about.
public struct SpanResource: Sendable, Equatable {
    public var attributes: [SpanAttribute] = []
    /// What made the spans (`InstrumentationScope`).
    public var scopeName = "swiftlet"
    public var scopeVersion = ""

    public init() {}

    /// Sets an attribute, in place of one of the same key.
    public mutating func set(_ key: String, _ value: String) {
        attributes.set(SpanAttribute(key, value))
    }

    /// Adds what OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say; the latter has precedence.
    ///
    /// OpenTelemetry's specification of the resource SDK: `key=value` pairs with commas between them,
    /// percent-encoded as W3C Baggage has it. If any of it makes no sense, all of it is ignored.
    ///
    /// - Returns: Whether the attributes made sense.
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
