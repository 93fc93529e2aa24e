internal import SwiftletBTF
internal import SwiftletBytes

extension ObjectSpec {
    /// Sets the initial value of a variable, or of a part of one, from text, according to its type.
    ///
    ///     integer, char     12, -3, 0x1f; must be in the type's range
    ///     bool              true, false, 1, 0
    ///     enum              the name of an enumerator, or its number
    ///     array of char     the text itself, followed by a NUL; shorter texts are filled with zeroes
    ///
    /// - Parameter name: A variable such as `verbose`, or a part such as `limits[3]`,
    ///   `config.filter.pid`, `rules[1].name`. Members of anonymous structs and unions belong to the
    ///   outer type.
    /// - Throws: `ObjectError.notFound`, `.noMember`, or `.value` with the type and the problem.
    public mutating func setVariable(_ name: String, parsing text: String) throws(ObjectError) {
        let place = try place(named: name)
        guard let types else { throw .mapsWithoutBTF(section: ".data") }
        let parsed: ParsedValue
        do { parsed = try types.parse(text, as: place.type, bits: place.bits) } catch {
            throw .btf(section: ".BTF", error)
        }
        switch parsed {
        case .number(let number): try store(number, in: place)
        case .text(let bytes):
            guard bytes.count < place.size else {
                throw .value(
                    variable: name, type: "char[\(place.size)]", text: text,
                    reason: "\(bytes.count) bytes, and a zero has to follow them")
            }
            let zeroes = [UInt8](repeating: 0, count: place.size - bytes.count)
            try replace(place.variable, bytes + zeroes, at: place.offset)
        case .refused(let type, let reason):
            throw .value(variable: name, type: type, text: text, reason: reason)
        }
    }

    /// Stores the low bits of a number, in two's complement.
    private mutating func store(_ value: UInt64, in place: VariablePlace) throws(ObjectError) {
        guard var bytes = initialBytes(of: place.variable) else {
            throw .size(variable: place.variable.name, found: place.size, expected: 0)
        }
        guard let bits = place.bits else {
            let new = [UInt8](value, count: place.size, order)
            return try replace(place.variable, new, at: place.offset)
        }
        // Bits count from the start of the struct, beginning in each byte at its low end or, in
        // big-endian objects, at its high end.
        for bit in 0..<bits.count {
            let position = bits.first + bit
            let byte = place.offset + position / 8
            guard bytes.indices.contains(byte) else {
                throw .size(variable: place.variable.name, found: byte + 1, expected: bytes.count)
            }
            let mask = UInt8(1) << UInt8(order == .little ? position % 8 : 7 - position % 8)
            let source = order == .little ? bit : bits.count - 1 - bit
            bytes[byte] = value >> UInt64(source) & 1 == 1 ? bytes[byte] | mask : bytes[byte] & ~mask
        }
        try setVariable(place.variable.name, to: bytes)
    }

    private mutating func replace(
        _ variable: VariableSpec, _ new: [UInt8], at offset: Int
    ) throws(ObjectError) {
        guard var bytes = initialBytes(of: variable), offset >= 0, offset <= bytes.count,
            new.count <= bytes.count - offset
        else { throw .size(variable: variable.name, found: new.count, expected: 0) }
        bytes.replaceSubrange(offset..<offset + new.count, with: new)
        try setVariable(variable.name, to: bytes)
    }

    /// The initial value of a variable; nil if the variable is not inside its map's value.
    private func initialBytes(of variable: VariableSpec) -> [UInt8]? {
        guard maps.indices.contains(variable.map) else { return nil }
        let map = maps[variable.map]
        let (bytes, size): ([UInt8], Int)
        switch map.contents {
        case .section(let section, _): (bytes, size) = (section, Int(map.valueSize))
        case .arena(let pages):
            (bytes, size) = (pages, Int(fixups.sections[ArenaSection.name]?.size ?? 0))
        case .nothing, .programs, .maps, .structOps: return nil
        }
        guard variable.offset >= 0, variable.size >= 0, variable.offset <= size,
            variable.size <= size - variable.offset
        else { return nil }
        if let patch = map.patches.first(where: { $0.offset == variable.offset }) { return patch.bytes }
        // The zeroes at the end of a section are not stored.
        let kept = bytes.dropFirst(variable.offset).prefix(variable.size)
        return kept + [UInt8](repeating: 0, count: variable.size - kept.count)
    }
}

/// The result of parsing a text as a value of a type.
private enum ParsedValue {
    /// In two's complement.
    case number(UInt64)
    case text([UInt8])
    case refused(type: String, reason: String)
}

extension BTFTable {
    /// - Parameter bits: The bits of a bit field, which may be fewer than those of its type.
    fileprivate func parse(
        _ text: String, as type: BTFType, bits: VariablePlace.Bits?
    ) throws(BTFError) -> ParsedValue {
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
            return Self.parse(text, bits: bits?.count ?? Int(integer.bits), isSigned: integer.isSigned, name)
        case .enumeration, .enumeration64:
            let enumerators = try self.enumerators(of: type)
            var names: [String] = []
            for enumerator in enumerators {
                let candidate = try self.name(at: enumerator.nameOffset)
                if candidate == text {
                    guard Self.fits(enumerator.value, bits: bits?.count ?? 64, isSigned: type.flag) else {
                        return .refused(
                            type: "enum \(name)", reason: "doesn't fit the bit field of \(bits?.count ?? 64) bits")
                    }
                    return .number(enumerator.value)
                }
                names.append(candidate)
            }
            let width = bits?.count ?? 8 * (type.size ?? 4)
            if case .number(let value) = Self.parse(text, bits: width, isSigned: type.flag, name) {
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
        "only integers, bool, enums and arrays of char can be set from text; of other types, a member (NAME.MEMBER) or an element (NAME[INDEX])"
    }

    private static func fits(_ value: UInt64, bits: Int, isSigned: Bool) -> Bool {
        guard bits > 0, bits < 64 else { return true }
        let unused = UInt64(64 - bits)
        return isSigned
            ? UInt64(bitPattern: Int64(bitPattern: value << unused) >> Int64(unused)) == value
            : value >> UInt64(bits) == 0
    }

    /// Parses a decimal or hexadecimal number that fits the width.
    private static func parse(_ text: String, bits: Int, isSigned: Bool, _ name: String) -> ParsedValue {
        let isNegative = text.hasPrefix("-")
        let digits = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0)
        let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        let body = digits.dropFirst(isHexadecimal ? 2 : 0)
        // UInt64 would accept a second sign.
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
