internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// A map of `.maps`, and the offset of its variable in the section.
struct DeclaredMap {
    var spec: MapSpec
    let offset: UInt64
    /// The offset of `.values` in the variable, in bytes; nil if there is no `.values`.
    let values: Int?
}

/// Reads map definitions from BTF.
///
/// A map is a variable of an anonymous struct type that is never used as memory. The types of its
/// members encode the properties of the map:
///
///     struct {
///         int (*type)[1];               __uint(type, 1):      a pointer to an array of 1
///         int (*max_entries)[1024];     __uint(…, 1024)
///         __u32 *key;                   __type(key, __u32):   a pointer to the key's type
///         struct value *value;
///         int (*values[])(void *);      __array(values, int(void *)): an array of pointers
///     } name SEC(".maps") = { .values = { [3] = &program } };
///
/// Source: libbpf's parse_btf_map_def, for the field names and their meaning.
struct MapDefinitions {
    let file: ELFFile
    let types: BTFTable?
    let fixups: BTFFixups

    init(_ file: ELFFile, _ types: BTFTable?, _ fixups: BTFFixups) {
        self.file = file
        self.types = types
        self.fixups = fixups
    }

    /// The maps in BTF order, with the contents of `.values`.
    ///
    /// - Parameter arena: The initial contents of the only map of type arena.
    func maps(
        _ functions: FunctionTable, _ arena: ArenaSection?
    ) throws(ObjectError) -> [DeclaredMap] {
        var maps: [DeclaredMap] = []
        var names: Set<String> = []
        guard let types else {
            guard file.section(named: ".maps") == nil, arena == nil else {
                throw .mapsWithoutBTF(section: ".maps")
            }
            return []
        }
        for (variable, name, type) in try variables(in: types) {
            guard names.insert(name).inserted else { throw .duplicate(kind: "map", name: name) }
            let definition = try MapDefinition(name: name, type: type, types, isInner: false)
            let offset = fixups.sections[".maps"]?.offsets[name] ?? variable.offset
            maps.append(
                DeclaredMap(
                    spec: definition.spec, offset: UInt64(offset), values: definition.values))
        }
        for (index, slots) in try values(of: maps, functions).enumerated()
        where !slots.isEmpty {
            maps[index].spec.contents = maps[index].spec.type.holdsMaps ? .maps(slots) : .programs(slots)
        }
        if let arena {
            let arenas = maps.indices.filter { maps[$0].spec.type == .arena }
            guard arenas.count == 1 else {
                throw .map(
                    name: ArenaSection.name, field: "",
                    reason:
                        "its variables lie in an arena: expected one map of type arena, found \(arenas.count)"
                )
            }
            maps[arenas[0]].spec.contents = .arena(arena.bytes)
        }
        return maps
    }

    /// The variables of `.maps` with their names and types; empty if the file has no such section.
    private func variables(
        in types: BTFTable
    ) throws(ObjectError) -> [(BTFSectionVariable, name: String, type: BTFTypeID)] {
        guard let section = file.section(named: ".maps") else { return [] }
        guard let id = types.ids(named: section.name, in: .dataSections).first else {
            throw .mapsWithoutBTF(section: section.name)
        }
        do {
            return try types.variables(of: types.type(id)).map { (variable) throws(BTFError) in
                let type = try types.type(variable.type)
                return (variable, try types.name(of: type), BTFTypeID(type.sizeOrType))
            }
        } catch {
            throw .btf(section: ".BTF", error)
        }
    }

    /// The relocations of `.maps`, by map index: the programs and maps in `.values`.
    private func values(
        of maps: [DeclaredMap], _ functions: FunctionTable
    ) throws(ObjectError) -> [[MapSpec.Slot]] {
        var slots = [[MapSpec.Slot]](repeating: [], count: maps.count)
        guard let section = file.section(named: ".maps") else { return slots }
        let places = MapPlaces(maps)
        for relocation in try DataRelocation.all(of: section, in: file) {
            guard let owner = places.lastMap(startingBy: relocation.offset),
                let values = maps[owner].values
            else { throw relocation.refused("at no map's .values") }
            let (within, underflow) = relocation.offset.subtractingReportingOverflow(
                maps[owner].offset + UInt64(values))
            guard !underflow, within.isMultiple(of: 8), within / 8 <= UInt64(UInt32.max) else {
                throw relocation.refused("at no slot of .values of map '\(maps[owner].spec.name)'")
            }
            let name: String
            if maps[owner].spec.type == .programArray {
                name = try relocation.program(in: functions, like: "xdp")
            } else if maps[owner].spec.type.holdsMaps {
                let (symbol, section) = try relocation.place()
                guard file.sections[section].name == ".maps",
                    let inner = places.map(startingAt: symbol.value)
                else { throw relocation.refused("not a map") }
                name = maps[inner].spec.name
            } else {
                throw relocation.refused("a map of type \(maps[owner].spec.type.name) takes no .values")
            }
            // `MapSpec.misuse` checks the range later, because the map may still be resized.
            slots[owner].append(.init(index: UInt32(within / 8), name: name))
        }
        return slots
    }
}
