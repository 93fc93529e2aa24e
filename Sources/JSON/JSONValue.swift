/// A JSON value (RFC 8259). Strings are bytes. Objects keep the order of their members, and duplicate names.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string([UInt8])
    case array([JSONValue])
    case object([JSONMember])

    /// The first member with this name; nil if there is none, or if this is not an object.
    public subscript(name: StaticString) -> JSONValue? { member(name)?.value }

    public func member(_ name: StaticString) -> JSONMember? {
        guard case .object(let members) = self else { return nil }
        return members.first(named: name)
    }

    /// The value of an integer, clamped to `Int.max`.
    public var number: Int? {
        switch self {
        case .number(.integer(let number)): number
        case .number(.large): .max
        default: nil
        }
    }

    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    public var string: [UInt8]? {
        if case .string(let string) = self { string } else { nil }
    }

    public var text: String? {
        string.map { String(decoding: $0, as: UTF8.self) }
    }

    public var array: [JSONValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    public var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }
}

/// A JSON number. Integers are exact. The value of any other number is not kept.
public enum JSONNumber: Sendable, Equatable {
    case integer(Int)
    /// An integer above `Int.max`.
    case large(UInt64)
    /// A number with a fraction or an exponent, or too large for 64 bits.
    case inexact
}

/// A member of an object.
public struct JSONMember: Sendable {
    public var name: [UInt8]
    public var value: JSONValue
    /// The offset of the value in the text, in bytes.
    public var offset: Int

    public init(name: [UInt8], value: JSONValue, offset: Int = 0) {
        self.name = name
        self.value = value
        self.offset = offset
    }
}

extension [JSONMember] {
    public func first(named name: StaticString) -> JSONMember? {
        for member in self where member.isNamed(name) { return member }
        return nil
    }
}

extension JSONMember {
    public func isNamed(_ wanted: StaticString) -> Bool {
        guard name.count == wanted.utf8CodeUnitCount else { return false }
        // SAFETY: the buffer is used only inside the closure that it is handed to.
        return wanted.withUTF8Buffer { unsafe name.elementsEqual($0) }
    }
}
