internal import SwiftletBTF

/// The definition of one map, read from the members of its struct type.
struct MapDefinition {
    private(set) var spec: MapSpec
    /// The offset of `.values` in bytes, if the definition has it.
    private(set) var values: Int?
    private let types: BTFTable

    /// - Parameter isInner: Whether this is the template of a map of maps, which cannot have a template
    ///   itself.
    init(
        name: String, type: BTFTypeID, _ types: BTFTable, isInner: Bool
    ) throws(ObjectError) {
        self.types = types
        spec = MapSpec(
            name: name, kernelName: name, type: MapType(rawValue: 0), keySize: 0, valueSize: 0,
            maxEntries: 0, flags: 0, numaNode: nil, extra: 0, pinning: .none, keyType: .void,
            valueType: .void, contents: .nothing, inner: .none)
        let definition = try btf { () throws(BTFError) in
            try types.resolvingModifiers(type)
        }
        guard definition.kind == .structure else {
            throw .map(
                name: name, field: "",
                reason: "its type is \(definition.kind.name), expected STRUCT")
        }
        var fields: Set<String> = []
        for position in 0..<definition.vlen {
            let member = try btf { () throws(BTFError) in try types.member(position, of: definition) }
            let field = try btf { () throws(BTFError) in try types.name(at: member.nameOffset) }
            try read(field, member, isLast: position == definition.vlen - 1, isInner: isInner)
            // Many maps may share one type. This check bounds the time for each by the number of known
            // fields.
            guard fields.insert(field).inserted else { throw refused(field, "given twice") }
        }
        guard spec.type.rawValue != 0 else {
            throw .map(name: name, field: "type", reason: "missing")
        }
    }

    private mutating func read(
        _ field: String, _ member: BTFMember, isLast: Bool, isInner: Bool
    ) throws(ObjectError) {
        switch field {
        case "type": spec.type = MapType(rawValue: try integer(field, member))
        case "max_entries": spec.maxEntries = try integer(field, member)
        case "map_flags": spec.flags = try integer(field, member)
        case "map_extra": spec.extra = try wideInteger(field, member)
        case "numa_node": spec.numaNode = try integer(field, member)
        case "key_size":
            spec.keySize = try agreed(field, try integer(field, member), with: spec.keySize)
        case "value_size":
            spec.valueSize = try agreed(field, try integer(field, member), with: spec.valueSize)
        case "key":
            spec.keyType = try pointee(field, member)
            spec.keySize = try agreed(field, try size(field, of: spec.keyType), with: spec.keySize)
        case "value":
            spec.valueType = try pointee(field, member)
            spec.valueSize = try agreed(
                field, try size(field, of: spec.valueType), with: spec.valueSize)
        case "pinning":
            let value = try integer(field, member)
            guard let pinning = MapSpec.Pinning(rawValue: value) else {
                throw refused(field, "\(value), expected 0 or 1 (by name)")
            }
            guard !isInner || pinning == .none else {
                throw refused(field, "an inner map can't be pinned")
            }
            spec.pinning = pinning
        case "values":
            guard !isInner else { throw refused(field, "an inner map can't have .values") }
            guard isLast else { throw refused(field, "must be the last") }
            try readValues(member)
        default:
            throw refused(
                field,
                "unknown; known are type, max_entries, map_flags, map_extra, numa_node, key, key_size, value, value_size, pinning, values"
            )
        }
    }

    /// The size, checked against an earlier one. A definition may give a size twice, by type and as a
    /// number, if both agree.
    private func agreed(
        _ field: String, _ value: UInt32, with earlier: UInt32
    ) throws(ObjectError) -> UInt32 {
        guard earlier == 0 || earlier == value else {
            throw refused(field, "\(value) bytes, but \(earlier) elsewhere in the definition")
        }
        return value
    }

    private mutating func readValues(_ member: BTFMember) throws(ObjectError) {
        let array = try type(member.type)
        guard array.kind == .array else {
            throw refused("values", "its type is \(array.kind.name), expected ARRAY")
        }
        let element = try btf { () throws(BTFError) in
            try types.resolvingModifiers(types.array(of: array).element)
        }
        guard element.kind == .pointer else {
            throw refused("values", "its elements are \(element.kind.name), expected PTR")
        }
        let target = try btf { () throws(BTFError) in
            try types.resolvingModifiers(BTFTypeID(element.sizeOrType))
        }
        values = Int(member.bitOffset / 8)
        // The values of a map of maps are fds (ids, for a program that looks one up), as are those of a
        // prog_array.
        if spec.keySize == 0 { spec.keySize = 4 }
        if spec.valueSize == 0 { spec.valueSize = 4 }
        switch (spec.type, target.kind) {
        case (.programArray, .functionPrototype): break
        case (let type, .structure) where type.holdsMaps:
            let inner = try MapDefinition(
                name: spec.name + ".inner", type: target.id, types, isInner: true)
            spec.inner = .template(inner.spec)
        default:
            throw refused(
                "values", "of \(target.kind.name) in a map of type \(spec.type.name)")
        }
    }

    /// Decodes `__uint`: a pointer to an array whose length is the value.
    private func integer(_ field: String, _ member: BTFMember) throws(ObjectError) -> UInt32 {
        let pointer = try type(member.type)
        guard pointer.kind == .pointer else {
            throw refused(field, "its type is \(pointer.kind.name), expected PTR to ARRAY (__uint)")
        }
        let array = try type(BTFTypeID(pointer.sizeOrType))
        guard array.kind == .array else {
            throw refused(field, "points to \(array.kind.name), expected ARRAY (__uint)")
        }
        return try btf { () throws(BTFError) in try types.array(of: array).count }
    }

    /// Decodes `__uint`, or `__ulong`: an enumeration with the value as its only enumerator.
    private func wideInteger(_ field: String, _ member: BTFMember) throws(ObjectError) -> UInt64 {
        let type = try self.type(member.type)
        guard type.kind.isEnumeration else { return UInt64(try integer(field, member)) }
        return try btf { () throws(BTFError) in try types.enumerator(0, of: type).value }
    }

    /// Decodes `__type`: a pointer to the type.
    private func pointee(_ field: String, _ member: BTFMember) throws(ObjectError) -> BTFTypeID {
        let pointer = try type(member.type)
        guard pointer.kind == .pointer else {
            throw refused(field, "its type is \(pointer.kind.name), expected PTR (__type)")
        }
        return BTFTypeID(pointer.sizeOrType)
    }

    private func size(_ field: String, of id: BTFTypeID) throws(ObjectError) -> UInt32 {
        UInt32(clamping: try btf { () throws(BTFError) in try types.size(of: id) })
    }

    private func type(_ id: BTFTypeID) throws(ObjectError) -> BTFType {
        try btf { () throws(BTFError) in try types.resolvingModifiers(id) }
    }

    private func refused(_ field: String, _ reason: String) -> ObjectError {
        .map(name: spec.name, field: field, reason: reason)
    }

    private func btf<Result>(_ body: () throws(BTFError) -> Result) throws(ObjectError) -> Result {
        do { return try body() } catch { throw .btf(section: ".BTF", error) }
    }
}
