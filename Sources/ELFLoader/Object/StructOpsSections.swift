internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// Reads the struct_ops variables that an object declares.
///
/// Source: libbpf's init_struct_ops_maps and bpf_object__collect_st_ops_relos, for the meaning.
struct StructOpsSections {
    let file: ELFFile
    let types: BTFTable?
    let fixups: BTFFixups
    let functions: FunctionTable

    /// A struct_ops variable and its offset in the section.
    private struct Declared {
        let map: MapSpec
        let offset: UInt64
        var structure: StructOpsSpec

        var end: UInt64 { offset + UInt64(structure.bytes.count) }
    }

    /// One map per struct_ops variable, ordered by section and then as in BTF.
    func maps() throws(ObjectError) -> [MapSpec] {
        var maps: [MapSpec] = []
        for section in file.sections where section.type == .programBits {
            guard Self.isStructOps(section.name) else { continue }
            maps += try self.maps(of: section)
        }
        return maps
    }

    private static func isStructOps(_ name: String) -> Bool {
        switch name {
        case ".struct_ops", ".struct_ops.link", "?.struct_ops", "?.struct_ops.link": true
        default: false
        }
    }

    private func maps(of section: ELFSection) throws(ObjectError) -> [MapSpec] {
        guard let types, let id = types.ids(named: section.name, in: .dataSections).first else {
            throw .mapsWithoutBTF(section: section.name)
        }
        let data = try ObjectSpec.contents(of: section, in: file)
        var declared: [Declared] = []
        let variables = try btf { () throws(BTFError) in try types.variables(of: types.type(id)) }
        var total = 0
        for variable in variables {
            let next = try structure(variable, of: section, data, types)
            // The variables must not overlap, so that their bytes take no more memory than the file.
            total += next.structure.bytes.count
            guard total <= data.count else {
                throw .map(
                    name: next.map.name, field: "",
                    reason: "more structures than section '\(section.name)' has room for")
            }
            declared.append(next)
        }
        try connect(&declared, section, types)
        return declared.map { entry in
            var map = entry.map
            map.contents = .structOps(entry.structure)
            return map
        }
    }

    private func structure(
        _ variable: BTFSectionVariable, of section: ELFSection, _ data: ByteView, _ types: BTFTable
    ) throws(ObjectError) -> Declared {
        let type = try btf { () throws(BTFError) in try types.type(variable.type) }
        let name = try btf { () throws(BTFError) in try types.name(of: type) }
        let structure = try btf { () throws(BTFError) in
            try types.resolvingModifiers(BTFTypeID(type.sizeOrType))
        }
        guard structure.kind == .structure, structure.nameOffset != 0, structure.sizeOrType > 0 else {
            throw .map(
                name: name, field: "",
                reason:
                    "its type is a \(structure.kind.name) of size \(structure.sizeOrType), expected a STRUCT with a name and members"
            )
        }
        let size = Int(clamping: structure.sizeOrType)
        let offset = Int(fixups.sections[section.name]?.offsets[name] ?? variable.offset)
        guard offset <= data.count, size <= data.count - offset else {
            throw .map(
                name: name, field: "",
                reason:
                    "\(size) bytes at \(offset) of section '\(section.name)', which has \(data.count)")
        }
        let bytes: [UInt8]
        do { bytes = try data.slice(at: offset, count: size).bytes } catch {
            throw .bytes(section: section.name, error)
        }
        return Declared(
            map: MapSpec(
                name: name, kernelName: name, type: .structOps, keySize: 4,
                valueSize: UInt32(clamping: size), maxEntries: 1,
                flags: section.name.hasSuffix(".link") ? MapSpec.attachedByLink : 0, numaNode: nil,
                extra: 0, pinning: .none, pinPath: nil, isCreated: !section.name.hasPrefix("?"),
                keyType: .void, valueType: .void, contents: .nothing, inner: .none),
            offset: UInt64(offset),
            structure: StructOpsSpec(type: structure.id, bytes: bytes, functions: []))
    }

    /// Reads the relocations of the section, which set members to programs.
    private func connect(
        _ declared: inout [Declared], _ section: ELFSection, _ types: BTFTable
    ) throws(ObjectError) {
        let relocations = try DataRelocation.all(of: section, in: file)
        let inOrder = declared.indices.sorted { declared[$0].offset < declared[$1].offset }
        // The members of each type, filled in on first use.
        var membersOfType: [BTFTypeID: [UInt32: (index: Int, type: BTFTypeID)]] = [:]
        for relocation in relocations {
            let place = inOrder.endOfPrefix { declared[$0].offset <= relocation.offset }
            guard place > 0, relocation.offset < declared[inOrder[place - 1]].end else {
                throw relocation.refused("in no structure of section '\(section.name)'")
            }
            let owner = inOrder[place - 1]
            let bit = (relocation.offset - declared[owner].offset) &* 8
            let type = declared[owner].structure.type
            if membersOfType[type] == nil {
                let members = try btf { () throws(BTFError) in
                    try types.members(of: types.type(type))
                }
                var byPlace: [UInt32: (index: Int, type: BTFTypeID)] = [:]
                for (number, member) in members.enumerated() where byPlace[member.bitOffset] == nil {
                    byPlace[member.bitOffset] = (number, member.type)
                }
                membersOfType[type] = byPlace
            }
            guard let bit = UInt32(exactly: bit),
                let member = membersOfType[type]?[bit]
            else { throw relocation.refused("no member of '\(declared[owner].map.name)' begins there") }
            let pointer = try btf { () throws(BTFError) in
                try types.resolvingModifiers(member.type)
            }
            guard pointer.kind == .pointer else {
                throw relocation.refused("at a member that is \(pointer.kind.name), expected PTR to a function")
            }
            declared[owner].structure.functions.append(
                .init(
                    member: member.index,
                    program: try relocation.program(in: functions, like: "struct_ops")))
        }
    }

    private func btf<Result>(_ body: () throws(BTFError) -> Result) throws(ObjectError) -> Result {
        do { return try body() } catch { throw .btf(section: ".BTF", error) }
    }
}
