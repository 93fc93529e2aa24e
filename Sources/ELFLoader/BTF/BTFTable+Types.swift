internal import SwiftletBytes

extension BTFTable {
    /// The type with the given id, from this table or its base.
    ///
    /// - Throws: `BTFError.noSuchType`, `.unknownKind`.
    package func type(_ id: BTFTypeID) throws(BTFError) -> BTFType {
        if id == .void { return .void }
        guard id >= firstID else {
            guard let base else { throw .noSuchType(type: id, end: endID) }
            return try base.type(id)
        }
        let position = Int(id.rawValue - firstID.rawValue)
        guard position < index.offsets.count else { throw .noSuchType(type: id, end: endID) }
        let at = Int(index.offsets[position])
        let info = try word(at: at + 4)
        guard let kind = BTFKind(rawValue: UInt8(info >> 24 & 0x7f)) else {
            throw .unknownKind(
                type: id, offset: typesOffset + at, kind: UInt8(info >> 24 & 0x7f))
        }
        return BTFType(
            id: id, nameOffset: index.names[position], kind: kind, flag: info >> 31 != 0,
            vlen: Int(info & 0x00ff_ffff), sizeOrType: try word(at: at + 8),
            offset: typesOffset + at)
    }

    /// The members of a struct or union, in order.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is neither a struct nor a union.
    package func members(of type: BTFType) throws(BTFError) -> [BTFMember] {
        try expect(.composites, type)
        return try elements(of: type) { (i) throws(BTFError) in
            try self.member(i, of: type)
        }
    }

    /// The member at `position`, which counts from 0.
    ///
    /// - Throws: `BTFError.unexpectedKind`; `.bytes` if `position` is out of range.
    package func member(_ position: Int, of type: BTFType) throws(BTFError) -> BTFMember {
        try expect(.composites, type)
        guard position >= 0, position < type.vlen else {
            throw .bytes(.outOfBounds(offset: position, count: 1, available: type.vlen))
        }
        let table = owner(of: type)
        let at = table.detail(type) + position * 12
        let offset = try table.word(at: at + 8)
        return BTFMember(
            nameOffset: try table.word(at: at), type: BTFTypeID(try table.word(at: at + 4)),
            bitOffset: type.flag ? offset & 0x00ff_ffff : offset,
            bitfieldSize: type.flag ? UInt8(offset >> 24) : 0)
    }

    /// The parameters of a function prototype, in order.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is not a function prototype.
    package func parameters(of type: BTFType) throws(BTFError) -> [BTFParameter] {
        try expect(BTFKinds(.functionPrototype), type)
        let table = owner(of: type)
        let start = table.detail(type)
        return try elements(of: type) { (i) throws(BTFError) in
            BTFParameter(
                nameOffset: try table.word(at: start + i * 8),
                type: BTFTypeID(try table.word(at: start + i * 8 + 4)))
        }
    }

    /// The named values of an enumeration of either width, in order.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is not an enumeration.
    package func enumerators(of type: BTFType) throws(BTFError) -> [BTFEnumerator] {
        try expect(.enumerations, type)
        return try elements(of: type) { (i) throws(BTFError) in
            try self.enumerator(i, of: type)
        }
    }

    /// The named value at `position`, which counts from 0.
    ///
    /// - Throws: `BTFError.unexpectedKind`; `.bytes` if `position` is out of range.
    package func enumerator(_ position: Int, of type: BTFType) throws(BTFError) -> BTFEnumerator {
        try expect(.enumerations, type)
        guard position >= 0, position < type.vlen else {
            throw .bytes(.outOfBounds(offset: position, count: 1, available: type.vlen))
        }
        let table = owner(of: type)
        let start = table.detail(type)
        if type.kind == .enumeration {
            let at = start + position * 8
            let value = try table.word(at: at + 4)
            return BTFEnumerator(
                nameOffset: try table.word(at: at),
                value: type.flag
                    ? UInt64(bitPattern: Int64(Int32(bitPattern: value))) : UInt64(value))
        }
        let at = start + position * 12
        return BTFEnumerator(
            nameOffset: try table.word(at: at),
            value: UInt64(try table.word(at: at + 4)) | UInt64(try table.word(at: at + 8)) << 32)
    }

    /// The variables of a data section, in table order.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is not a data section.
    package func variables(of type: BTFType) throws(BTFError) -> [BTFSectionVariable] {
        try expect(.dataSections, type)
        let table = owner(of: type)
        let start = table.detail(type)
        return try elements(of: type) { (i) throws(BTFError) in
            let at = start + i * 12
            return BTFSectionVariable(
                type: BTFTypeID(try table.word(at: at)), offset: try table.word(at: at + 4),
                size: try table.word(at: at + 8))
        }
    }

    /// - Throws: `BTFError.unexpectedKind` if `type` is not an array.
    package func array(of type: BTFType) throws(BTFError) -> BTFArray {
        try expect(BTFKinds(.array), type)
        let table = owner(of: type)
        let at = table.detail(type)
        return BTFArray(
            element: BTFTypeID(try table.word(at: at)), index: BTFTypeID(try table.word(at: at + 4)),
            count: try table.word(at: at + 8))
    }

    /// - Throws: `BTFError.unexpectedKind` if `type` is not an integer.
    package func integer(of type: BTFType) throws(BTFError) -> BTFInteger {
        try expect(BTFKinds(.integer), type)
        let table = owner(of: type)
        return BTFInteger(word: try table.word(at: table.detail(type)))
    }

    /// The linkage of a variable; nil if the value is unknown.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is not a variable.
    package func linkage(of type: BTFType) throws(BTFError) -> BTFLinkage? {
        try expect(.variables, type)
        let table = owner(of: type)
        return BTFLinkage(rawValue: try table.word(at: table.detail(type)))
    }

    /// The index of the member or parameter that a declaration tag applies to, from 0; nil if it
    /// applies to the type itself.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is not a declaration tag.
    package func component(of type: BTFType) throws(BTFError) -> Int? {
        try expect(BTFKinds(.declarationTag), type)
        let table = owner(of: type)
        let component = Int32(bitPattern: try table.word(at: table.detail(type)))
        return component < 0 ? nil : Int(component)
    }
}

extension BTFTable {
    /// The word at `offset` in the type section.
    func word(at offset: Int) throws(BTFError) -> UInt32 {
        do {
            return try types.load(UInt32.self, at: offset, order)
        } catch {
            throw .bytes(error)
        }
    }

    /// The table that contains `type`: this one or a base.
    func owner(of type: BTFType) -> BTFTable {
        guard type.id < firstID, let base else { return self }
        return base.owner(of: type)
    }

    /// The offset in the type section of the data after the three words of `type`.
    func detail(_ type: BTFType) -> Int {
        // Offsets are below 2^33, the sum of two 32-bit fields. `word` rejects the offset of a foreign
        // type.
        type.offset - typesOffset + 12
    }

    func expect(_ kinds: BTFKinds, _ type: BTFType) throws(BTFError) {
        guard kinds.contains(type.kind) else {
            throw .unexpectedKind(type: type.id, found: type.kind, expected: kinds)
        }
    }

    /// The results of `element` for each position of the type.
    private func elements<Element>(
        of type: BTFType, _ element: (Int) throws(BTFError) -> Element
    ) throws(BTFError) -> [Element] {
        var elements: [Element] = []
        // A type of this table has room for all its elements; otherwise the table would not have
        // parsed.
        elements.reserveCapacity(min(type.vlen, types.count / 8))
        for i in 0..<type.vlen {
            elements.append(try element(i))
        }
        return elements
    }
}
