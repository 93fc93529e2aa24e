internal import SwiftletBTF

extension ObjectSpec {
    /// Locates a part of a variable by its C expression: `limits[3]`, `config.filter.pid`.
    ///
    /// - Throws: `ObjectError.notFound` if the variable does not exist; `.noMember` if the part does
    ///   not exist.
    func place(named text: String) throws(ObjectError) -> VariablePlace {
        let end =
            text.utf8.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") }
            ?? text.endIndex
        let name = String(text[..<end])
        let variable = try variables[name]
        guard let types else { throw .mapsWithoutBTF(section: ".data") }
        var place: VariablePlace
        let problem: String?
        do {
            let type = try types.resolvingModifiers(
                try types.type(variable.type).referenced ?? .void)
            place = VariablePlace(variable: variable, offset: 0, type: type, size: variable.size)
            problem = try types.descend(text[end...], &place)
        } catch {
            throw .btf(section: ".BTF", error)
        }
        if let problem { throw .noMember(variable: text, reason: problem) }
        return place
    }
}

extension BTFTable {
    /// Follows the members and elements in an expression: `.filter.pids[3]`.
    ///
    /// - Returns: The problem with the expression; nil if it is valid.
    fileprivate func descend(
        _ text: Substring, _ place: inout VariablePlace
    ) throws(BTFError) -> String? {
        var rest = text
        while let separator = rest.utf8.first {
            rest = rest.dropFirst()
            let problem: String?
            if separator == UInt8(ascii: ".") {
                let member = rest.prefix { $0 != "." && $0 != "[" }
                rest = rest[member.endIndex...]
                problem = try enter(member: String(member), &place)
            } else if separator == UInt8(ascii: "["), let end = rest.firstIndex(of: "]") {
                problem = try enter(element: rest[..<end], &place)
                rest = rest[end...].dropFirst()
            } else {
                return "expected .MEMBER or [INDEX] after the name"
            }
            if let problem { return problem }
        }
        return nil
    }

    private func enter(
        member name: String, _ place: inout VariablePlace
    ) throws(BTFError) -> String? {
        let words = try self.words(for: place.type)
        guard place.type.kind == .structure || place.type.kind == .union else {
            return "\(words) has no members"
        }
        var known: [String] = []
        // The members of an anonymous struct or union belong to the outer type.
        var open: [(type: BTFType, bits: Int, depth: Int)] = [(place.type, 0, 0)]
        while let (type, start, depth) = open.popLast() {
            for member in try members(of: type) {
                let (first, overflow) = start.addingReportingOverflow(Int(member.bitOffset))
                guard !overflow else { continue }
                let memberType = try resolvingModifiers(member.type)
                if member.isAnonymous {
                    if depth < 16, memberType.kind == .structure || memberType.kind == .union {
                        open.append((memberType, first, depth + 1))
                    }
                    continue
                }
                let candidate = try self.name(at: member.nameOffset)
                known.append(candidate)
                guard candidate == name else { continue }
                let size = try self.size(of: memberType.id)
                if member.bitfieldSize > 0 {
                    place.bits = VariablePlace.Bits(first: first, count: Int(member.bitfieldSize))
                } else {
                    place.offset += first / 8
                }
                place.type = memberType
                place.size = size
                return nil
            }
        }
        return "\(words) has no member '\(name)'"
            + (EditDistance.nearest(to: name, of: known).map { " (did you mean '\($0)'?)" } ?? "")
            + "; it has: \(known.joined(separator: ", "))"
    }

    private func enter(
        element text: Substring, _ place: inout VariablePlace
    ) throws(BTFError) -> String? {
        guard place.type.kind == .array else {
            return "\(try words(for: place.type)) has no elements"
        }
        let array = try self.array(of: place.type)
        let element = try resolvingModifiers(array.element)
        let isHexadecimal = text.hasPrefix("0x")
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
            let index = UInt32(
                isHexadecimal ? text.dropFirst(2) : text, radix: isHexadecimal ? 16 : 10)
        else { return "index '\(text)' is not a number" }
        guard index < array.count else {
            return array.count == 0
                ? "the array has no elements"
                : "index \(index) is outside the array, expected 0 ... \(array.count - 1)"
        }
        let size = try self.size(of: element.id)
        let (offset, overflow) = Int(index).multipliedReportingOverflow(by: size)
        guard !overflow else { return "index \(index) is outside the variable" }
        place.offset += offset
        place.type = element
        place.size = size
        return nil
    }

    private func words(for type: BTFType) throws(BTFError) -> String {
        let name = try self.name(of: type)
        switch type.kind {
        case .structure: return name.isEmpty ? "the struct" : "struct \(name)"
        case .union: return name.isEmpty ? "the union" : "union \(name)"
        case .array: return "an array"
        case .pointer: return "a pointer"
        default: return name.isEmpty ? type.kind.name : "\(name)"
        }
    }
}
