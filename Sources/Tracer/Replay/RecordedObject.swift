internal import SwiftletJSON

/// The members of one line, with an accessor for each expected type.
///
/// Each accessor returns nil if the key is absent or null, and throws `RecordingError.field` if the value has
/// another type.
struct RecordedObject {
    let members: [JSONMember]
    let line: Int

    func member(_ key: StaticString) -> JSONMember? { members.first(named: key) }

    func error(_ key: StaticString, expected: String) -> RecordingError {
        .field(
            line: line, column: (member(key)?.offset ?? 0) + 1, key: key.description,
            expected: expected)
    }

    /// A required value.
    func required<Value>(
        _ value: Value?, _ key: StaticString, expected: String
    ) throws(RecordingError) -> Value {
        guard let value else { throw error(key, expected: expected) }
        return value
    }

    private func value(_ key: StaticString) -> JSONValue? {
        guard let value = member(key)?.value else { return nil }
        if case .null = value { return nil }
        return value
    }

    func number<Number: FixedWidthInteger>(
        _ key: StaticString, as type: Number.Type = Number.self
    ) throws(RecordingError) -> Number? {
        guard let value = value(key) else { return nil }
        var number: Number?
        switch value {
        case .number(.integer(let integer)): number = Number(exactly: integer)
        case .number(.large(let large)): number = Number(exactly: large)
        default: break
        }
        guard let number else {
            throw error(key, expected: "a whole number from \(Number.min) to \(Number.max)")
        }
        return number
    }

    /// Returns 0 if the key is absent.
    func count<Number: FixedWidthInteger>(_ key: StaticString) throws(RecordingError) -> Number {
        try number(key) ?? 0
    }

    func bool(_ key: StaticString) throws(RecordingError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let bool = value.bool else { throw error(key, expected: "true or false") }
        return bool
    }

    func string(_ key: StaticString) throws(RecordingError) -> [UInt8]? {
        guard let value = value(key) else { return nil }
        guard let string = value.string else { throw error(key, expected: "a string") }
        return string
    }

    /// The exact bytes if the base64 key is present; else the string.
    func bytes(_ key: StaticString, base64: StaticString) throws(RecordingError) -> [UInt8]? {
        guard let encoded = try string(base64) else { return try string(key) }
        guard let bytes = Base64.decode(encoded) else { throw error(base64, expected: "base64") }
        return bytes
    }

    func comm() throws(RecordingError) -> [UInt8] {
        try bytes("comm", base64: "comm_base64") ?? []
    }

    func array(_ key: StaticString) throws(RecordingError) -> [JSONValue]? {
        guard let value = value(key) else { return nil }
        guard let array = value.array else { throw error(key, expected: "an array") }
        return array
    }

    func object(_ key: StaticString) throws(RecordingError) -> RecordedObject? {
        guard let value = value(key) else { return nil }
        guard let members = value.members else { throw error(key, expected: "an object") }
        return RecordedObject(members: members, line: line)
    }

    /// Strings, some of which may be null.
    func strings(_ key: StaticString) throws(RecordingError) -> [[UInt8]?]? {
        guard let array = try array(key) else { return nil }
        var strings: [[UInt8]?] = []
        strings.reserveCapacity(array.count)
        for element in array {
            if case .null = element {
                strings.append(nil)
            } else {
                strings.append(try required(element.string, key, expected: "an array of strings"))
            }
        }
        return strings
    }

    /// Base64 strings, some of which may be null.
    func strings(base64 key: StaticString) throws(RecordingError) -> [[UInt8]?]? {
        guard let encoded = try strings(key) else { return nil }
        var strings: [[UInt8]?] = []
        strings.reserveCapacity(encoded.count)
        for element in encoded {
            guard let element else {
                strings.append(nil)
                continue
            }
            strings.append(try required(Base64.decode(element), key, expected: "base64"))
        }
        return strings
    }

    /// A string of at most 16 hexadecimal digits.
    func hexadecimal(_ key: StaticString) throws(RecordingError) -> UInt64? {
        guard let digits = try string(key) else { return nil }
        var number: UInt64 = 0
        var isRight = !digits.isEmpty && digits.count <= 16
        for digit in digits where isRight {
            switch digit {
            case 0x30...0x39: number = number << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: number = number << 4 | UInt64(digit - 0x61 + 10)
            case 0x41...0x46: number = number << 4 | UInt64(digit - 0x41 + 10)
            default: isRight = false
            }
        }
        guard isRight else { throw error(key, expected: "up to 16 hexadecimal digits") }
        return number
    }

    /// Nanoseconds since 1970.
    func time(_ key: StaticString) throws(RecordingError) -> UInt64? {
        guard let text = try string(key) else { return nil }
        guard let time = RecordedTime(parsing: text) else {
            throw error(key, expected: "a time as 2026-01-31T12:00:00.123456789Z")
        }
        return time.nanoseconds
    }
}
