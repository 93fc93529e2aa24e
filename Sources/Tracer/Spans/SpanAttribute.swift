public import TracerCapture

/// A key and its value; a span has each key at most once.
public struct SpanAttribute: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        /// Bytes shown as UTF-8; invalid sequences become U+FFFD.
        case string([UInt8])
        case integer(Int64)
        case boolean(Bool)
        /// Strings that did not arrive are shown as empty.
        case strings(StringList)
        /// The exact bytes of the strings.
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
    /// Sets the value of a key, in place if the key exists.
    mutating func set(_ attribute: SpanAttribute) {
        if let index = firstIndex(where: { $0.key == attribute.key }) {
            self[index] = attribute
        } else {
            append(attribute)
        }
    }

    /// Sets several attributes as `set(_:)` would, in time linear in their number.
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

    /// Adds a string unless it is empty: unknown values get no attribute.
    mutating func append(_ key: String, known bytes: [UInt8]) {
        if !bytes.isEmpty { append(SpanAttribute(key, .string(bytes))) }
    }
}
