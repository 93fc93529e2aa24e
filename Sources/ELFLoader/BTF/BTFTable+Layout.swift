internal import SwiftletBytes

extension BTFTable {
    /// The longest chain of references that is followed; libbpf has the same limit.
    package static var depthLimit: Int { 32 }

    /// The type that remains after removing typedefs, const, volatile, restrict and type tags.
    ///
    /// - Throws: `BTFError.tooDeep` if there are more than `depthLimit` of them; `.noSuchType`,
    ///   `.unknownKind`.
    package func resolvingModifiers(_ id: BTFTypeID) throws(BTFError) -> BTFType {
        var type = try self.type(id)
        for _ in 0..<Self.depthLimit {
            guard type.kind.isModifier else { return type }
            type = try self.type(BTFTypeID(type.sizeOrType))
        }
        guard type.kind.isModifier else { return type }
        throw .tooDeep(type: id, limit: Self.depthLimit)
    }

    /// A type's size in bytes.
    ///
    /// - Throws: `BTFError.noSize` for void, functions and declarations, `.sizeOverflow` for an array
    ///   whose size does not fit 32 bits, `.tooDeep` for a cycle.
    package func size(of id: BTFTypeID) throws(BTFError) -> Int {
        var next = id
        var elements: UInt32 = 1
        for _ in 0..<Self.depthLimit {
            let type = try self.type(next)
            var size: UInt32
            switch type.kind {
            case .integer, .structure, .union, .enumeration, .enumeration64, .dataSection, .float:
                size = type.sizeOrType
            case .pointer:
                size = UInt32(pointerSize)
            case .typedef, .volatile, .const, .restrict, .typeTag, .variable, .declarationTag:
                next = BTFTypeID(type.sizeOrType)
                continue
            case .array:
                let array = try self.array(of: type)
                let (product, overflow) = elements.multipliedReportingOverflow(by: array.count)
                guard !overflow else { throw .sizeOverflow(type: id) }
                elements = product
                next = array.element
                continue
            case .void, .forward, .function, .functionPrototype:
                throw .noSize(type: id, kind: type.kind)
            }
            let (product, overflow) = size.multipliedReportingOverflow(by: elements)
            guard !overflow else { throw .sizeOverflow(type: id) }
            size = product
            return Int(size)
        }
        throw .tooDeep(type: id, limit: Self.depthLimit)
    }

    /// The alignment of a type in bytes.
    ///
    /// A struct is aligned like its most strictly aligned member, or to 1 if the member
    /// offsets show that the struct is packed.
    ///
    /// - Throws: The same errors as `size(of:)`.
    package func alignment(of id: BTFTypeID) throws(BTFError) -> Int {
        // Nested structs multiply the work, so the total number of visited types is limited as well as
        // the depth.
        var budget = 1 << 16
        return try alignment(of: id, depth: Self.depthLimit, &budget)
    }

    private func alignment(
        of id: BTFTypeID, depth: Int, _ budget: inout Int
    ) throws(BTFError) -> Int {
        guard depth > 0, budget > 0 else { throw .tooDeep(type: id, limit: Self.depthLimit) }
        budget -= 1
        let type = try self.type(id)
        switch type.kind {
        case .integer, .enumeration, .enumeration64, .float:
            return max(1, min(pointerSize, Int(type.sizeOrType)))
        case .pointer:
            return pointerSize
        case .typedef, .volatile, .const, .restrict, .typeTag, .variable, .declarationTag:
            return try alignment(of: BTFTypeID(type.sizeOrType), depth: depth - 1, &budget)
        case .array:
            return try alignment(of: array(of: type).element, depth: depth - 1, &budget)
        case .structure, .union:
            var largest = 1
            for position in 0..<type.vlen {
                let member = try self.member(position, of: type)
                let alignment = try self.alignment(of: member.type, depth: depth - 1, &budget)
                largest = max(largest, alignment)
                if member.bitfieldSize == 0, Int(member.bitOffset) % (8 * alignment) != 0 {
                    return 1
                }
            }
            return Int(type.sizeOrType) % largest == 0 ? largest : 1
        case .void, .forward, .function, .functionPrototype, .dataSection:
            throw .noSize(type: id, kind: type.kind)
        }
    }

    /// The size in bytes of the first integer named as a C `long`; 8 if there is no such type.
    static func pointerSize(
        types: ByteView, order: ByteOrder, index: BTFTypeIndex, strings: BTFStrings
    ) -> Int {
        for (position, at) in index.offsets.enumerated() {
            guard let info = try? types.load(UInt32.self, at: Int(at) + 4, order),
                info >> 24 & 0x7f == UInt32(BTFKind.integer.rawValue),
                let size = try? types.load(UInt32.self, at: Int(at) + 8, order),
                size == 4 || size == 8
            else { continue }
            let name = index.names[position]
            if strings.string(at: name, is: "long unsigned int")
                || strings.string(at: name, is: "unsigned long")
                || strings.string(at: name, is: "long int") || strings.string(at: name, is: "long")
            {
                return Int(size)
            }
        }
        return 8
    }
}
