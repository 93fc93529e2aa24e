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

    /// A struct's or union's members, in order.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is neither.
    package func members(of type: BTFType) throws(BTFError) -> [BTFMember] {
        try expect(.composites, type)
        return try elements(of: type) { (i) throws(BTFError) in
            try self.member(i, of: type)
        }
    }

    /// The member at `position`, counted from 0.
    ///
    /// - Throws: `BTFError.unexpectedKind`; `.bytes` if there are not so many.
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

    /// A function prototype's parameters, in order.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is none.
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

    /// An enumeration's named values, of either width, in order.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is none.
    package func enumerators(of type: BTFType) throws(BTFError) -> [BTFEnumerator] {
        try expect(.enumerations, type)
        return try elements(of: type) { (i) throws(BTFError) in
            try self.enumerator(i, of: type)
        }
    }

    /// The named value at `position`, counted from 0.
    ///
    /// - Throws: `BTFError.unexpectedKind`; `.bytes` if there are not so many.
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

    /// A section's variables, in the order of the table.
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

    /// A variable's linkage; nil for a number that means none.
    ///
    /// - Throws: `BTFError.unexpectedKind` if `type` is not a variable.
    package func linkage(of type: BTFType) throws(BTFError) -> BTFLinkage? {
        try expect(.variables, type)
        let table = owner(of: type)
        return BTFLinkage(rawValue: try table.word(at: table.detail(type)))
    }

    /// Which member or parameter of the tagged type a tag is about, from 0; nil for all of it.
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
    /// The word at `offset` of the type section.
    func word(at offset: Int) throws(BTFError) -> UInt32 {
        do {
            return try types.load(UInt32.self, at: offset, order)
        } catch {
            throw .bytes(error)
        }
    }

    /// The table of the pair in which `type` stands.
    func owner(of type: BTFType) -> BTFTable {
        guard type.id < firstID, let base else { return self }
        return base.owner(of: type)
    }

    /// Where what follows the three words of `type` begins, in the type section.
    func detail(_ type: BTFType) -> Int {
        // Offsets are below 2^33: two 32-bit fields added up. `word` refuses a foreign type's.
        type.offset - typesOffset + 12
    }

    func expect(_ kinds: BTFKinds, _ type: BTFType) throws(BTFError) {
        guard kinds.contains(type.kind) else {
            throw .unexpectedKind(type: type.id, found: type.kind, expected: kinds)
        }
    }

    /// What `element` gives for each of the type's positions.
    private func elements<Element>(
        of type: BTFType, _ element: (Int) throws(BTFError) -> Element
    ) throws(BTFError) -> [Element] {
        var elements: [Element] = []
        // A type of this table has room for them all, or the table would not have been parsed.
        elements.reserveCapacity(min(type.vlen, types.count / 8))
        for i in 0..<type.vlen {
            elements.append(try element(i))
        }
        return elements
    }
}
