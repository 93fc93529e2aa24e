public import TracerCapture

/// A key and its value; a span has each key at most once.
public struct SpanAttribute: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        /// Bytes that are shown as UTF-8, each fault as U+FFFD.
        case string([UInt8])
        case integer(Int64)
        case boolean(Bool)
        /// Strings that did not arrive are shown as empty ones.
        case strings(StringList)
        /// The strings' exact bytes.
        case bytes(StringList)
    }

    public var key: String
    public var value: Value

    public init(_ key: String, _ value: Value) {
        self.key = key
        self.value = value
    }

    public init(_ key: String, _ value: String) {
        self.init(key, .string(Array(value.utf8)))
    }

    public init(_ key: String, _ value: some FixedWidthInteger) {
        self.init(key, .integer(Int64(clamping: value)))
    }
}

extension [SpanAttribute] {
    /// Sets the value of a key, in its place if it is there already.
    mutating func set(_ attribute: SpanAttribute) {
        if let index = firstIndex(where: { $0.key == attribute.key }) {
            self[index] = attribute
        } else {
            append(attribute)
        }
    }

    /// Sets several, each as `set(_:)` would; the work grows with their number, not with its square.
    mutating func set(_ attributes: [SpanAttribute]) {
        guard !attributes.isEmpty else { return }
        var places: [String: Int] = [:]
        for (place, attribute) in enumerated() { places[attribute.key] = place }
        for attribute in attributes {
            if let place = places[attribute.key] {
                self[place] = attribute
            } else {
                places[attribute.key] = count
                append(attribute)
            }
        }
    }

    /// Adds a string, unless it is empty: what is not known has no attribute.
    mutating func append(_ key: String, known bytes: [UInt8]) {
        if !bytes.isEmpty { append(SpanAttribute(key, .string(bytes))) }
    }
}
