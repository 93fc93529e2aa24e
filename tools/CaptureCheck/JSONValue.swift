/// A value of JSON (RFC 8259). Strings are bytes; objects keep their order, and members of one name.
enum JSONValue {
    case null
    case bool(Bool)
    /// Whole numbers are all that there are here.
    case number(Int)
    case string([UInt8])
    case array([JSONValue])
    case object([JSONMember])

    subscript(name: StaticString) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        let wanted = name.description.utf8
        for member in members where member.name.elementsEqual(wanted) { return member.value }
        return nil
    }

    var number: Int? {
        if case .number(let number) = self { number } else { nil }
    }

    var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    var string: [UInt8]? {
        if case .string(let string) = self { string } else { nil }
    }

    var text: String? {
        string.map { String(decoding: $0, as: UTF8.self) }
    }

    var array: [JSONValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }
}

/// A member of an object.
struct JSONMember {
    var name: [UInt8]
    var value: JSONValue
}
