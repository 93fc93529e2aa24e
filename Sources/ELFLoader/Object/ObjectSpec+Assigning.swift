internal import BTF
internal import Bytes

extension ObjectSpec {
    /// Gives a variable its value at the start, from text, as its type wants it.
    ///
    ///     integer, char     12, -3, 0x1f; inside the type's range
    ///     bool              true, false, 1, 0
    ///     enum              the name of a value, or its number
    ///     array of char     the text itself, with a zero behind it; shorter texts are filled with zeroes
    ///
    /// - Throws: `ObjectError.notFound`, or `.value` with the type and what is wrong.
    public mutating func setVariable(_ name: String, parsing text: String) throws(ObjectError) {
        guard let variable = variables.first(where: { $0.name == name }) else {
            throw .notFound(kind: "variable", name: name, known: variables.map { $0.name })
        }
        guard let types else { throw .mapsWithoutBTF(section: ".data") }
        let parsed: ParsedValue
        do throws(BTFError) {
            let type = try types.resolvingModifiers(try types.type(variable.type).referenced ?? .void)
            parsed = try types.parse(text, as: type)
        } catch {
            throw .btf(section: ".BTF", error)
        }
        let value: UInt64
        switch parsed {
        case .number(let number): value = number
        case .text(let bytes): return try setText(bytes, text, of: variable)
        case .refused(let type, let reason):
            throw .value(variable: name, type: type, text: text, reason: reason)
        }
        // Two's complement: the low bytes are the value in any width.
        let bytes = (0..<variable.size).map { index in
            let shift = 8 * (order == .little ? index : variable.size - 1 - index)
            return UInt8(truncatingIfNeeded: value >> UInt64(shift))
        }
        try setVariable(name, to: bytes)
    }

    private mutating func setText(
        _ bytes: [UInt8], _ text: String, of variable: VariableSpec
    ) throws(ObjectError) {
        guard bytes.count < variable.size else {
            throw .value(
                variable: variable.name, type: "char[\(variable.size)]", text: text,
                reason: "\(bytes.count) bytes, and a zero has to follow them")
        }
        let zeroes = [UInt8](repeating: 0, count: variable.size - bytes.count)
        try setVariable(variable.name, to: bytes + zeroes)
    }
}

/// What a text is as a value of a type.
private enum ParsedValue {
    /// In two's complement.
    case number(UInt64)
    case text([UInt8])
    case refused(type: String, reason: String)
}

extension BTFTable {
    fileprivate func parse(_ text: String, as type: BTFType) throws(BTFError) -> ParsedValue {
        let name = try self.name(of: type)
        switch type.kind {
        case .integer:
            let integer = try self.integer(of: type)
            if integer.isBoolean {
                switch text {
                case "true", "1": return .number(1)
                case "false", "0": return .number(0)
                default: return .refused(type: name, reason: "expected true or false")
                }
            }
            return Self.parse(text, bits: Int(integer.bits), isSigned: integer.isSigned, name)
        case .enumeration, .enumeration64:
            let enumerators = try self.enumerators(of: type)
            var names: [String] = []
            for enumerator in enumerators {
                let candidate = try self.name(at: enumerator.nameOffset)
                if candidate == text { return .number(enumerator.value) }
                names.append(candidate)
            }
            let bits = 8 * (type.size ?? 4)
            if case .number(let value) = Self.parse(text, bits: bits, isSigned: type.flag, name) {
                return .number(value)
            }
            let nearest = EditDistance.nearest(to: text, of: names)
            return .refused(
                type: "enum \(name)",
                reason: "not one of its \(names.count) values" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
        case .array:
            let element = try resolvingModifiers(try array(of: type).element)
            if element.kind == .integer, element.size == 1, try !integer(of: element).isBoolean {
                return .text(Array(text.utf8))
            }
            return .refused(type: "array of \(try self.name(of: element))", reason: Self.settable)
        case .pointer: return .refused(type: "pointer", reason: Self.settable)
        case .float: return .refused(type: name, reason: Self.settable)
        default: return .refused(type: "\(type.kind.name) \(name)", reason: Self.settable)
        }
    }

    private static var settable: String {
        "only integers, bool, enums and arrays of char can be set from text"
    }

    /// A decimal or hexadecimal number that the width has room for.
    private static func parse(_ text: String, bits: Int, isSigned: Bool, _ name: String) -> ParsedValue {
        let isNegative = text.hasPrefix("-")
        let digits = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0)
        let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        let body = digits.dropFirst(isHexadecimal ? 2 : 0)
        // UInt64 would take a second sign.
        guard let first = body.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
            body.utf8.allSatisfy({ $0 < 0x80 })
        else { return .refused(type: name, reason: "not a number") }
        guard let magnitude = UInt64(body, radix: isHexadecimal ? 16 : 10) else {
            let isNumber = body.utf8.allSatisfy {
                ($0 >= 0x30 && $0 <= 0x39) || (isHexadecimal && ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x66)
            }
            return .refused(type: name, reason: isNumber ? "more than 64 bits" : "not a number")
        }
        guard bits >= 1, bits <= 64 else { return .refused(type: name, reason: settable) }
        let top = UInt64(1) << UInt64(bits - 1)
        let largest = isSigned ? top - 1 : top - 1 + top
        let smallest = isSigned ? "-\(top)" : "0"
        let fits = isNegative ? magnitude == 0 || (isSigned && magnitude <= top) : magnitude <= largest
        guard fits else {
            return .refused(type: name, reason: "outside the range \(smallest) ... \(largest)")
        }
        return .number(isNegative ? 0 &- magnitude : magnitude)
    }
}
