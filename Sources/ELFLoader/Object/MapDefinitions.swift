internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// A map of `.maps`, and where its variable begins there.
struct DeclaredMap {
    var spec: MapSpec
    let offset: UInt64
    /// Where `.values` begins in the variable, in bytes; nil if it has none.
    let values: Int?
}

/// Reads the definitions of maps out of BTF.
///
/// A map is a variable of an anonymous struct type that is never used as memory. Its members say by
/// their types what the map is like:
///
///     struct {
///         int (*type)[1];               __uint(type, 1):      a pointer to an array of 1
///         int (*max_entries)[1024];     __uint(…, 1024)
///         __u32 *key;                   __type(key, __u32):   a pointer to the key's type
///         struct value *value;
///         int (*values[])(void *);      __array(values, int(void *)): an array of pointers
///     } name SEC(".maps") = { .values = { [3] = &program } };
///
/// Source: libbpf's parse_btf_map_def, for the names of the fields and their meaning.
struct MapDefinitions {
    let file: ELFFile
    let types: BTFTable?
    let fixups: BTFFixups

    init(_ file: ELFFile, _ types: BTFTable?, _ fixups: BTFFixups) {
        self.file = file
        self.types = types
        self.fixups = fixups
    }

    /// The maps in the order of BTF, with what `.values` holds.
    func maps(_ functions: FunctionTable) throws(ObjectError) -> [DeclaredMap] {
        guard let section = file.section(named: ".maps") else { return [] }
        guard let types, let id = types.ids(named: ".maps", in: .dataSections).first else {
            throw .mapsWithoutBTF(section: section.name)
        }
        let variables: [(variable: BTFSectionVariable, name: String, type: UInt32)]
        do {
            variables = try types.variables(of: types.type(id)).map { (variable) throws(BTFError) in
                let type = try types.type(variable.type)
                return (variable, try types.name(of: type), type.sizeOrType)
            }
        } catch {
            throw .btf(section: ".BTF", error)
        }
        var maps: [DeclaredMap] = []
        for (variable, name, type) in variables {
            guard !maps.contains(where: { $0.spec.name == name }) else {
                throw .duplicate(kind: "map", name: name)
            }
            let definition = try MapDefinition(name: name, type: type, types, isInner: false)
            let offset = fixups.sections[".maps"]?.offsets[name] ?? variable.offset
            maps.append(
                DeclaredMap(
                    spec: definition.spec, offset: UInt64(offset), values: definition.values))
        }
        try fillValues(of: &maps, functions)
        return maps
    }

    /// The relocations of `.maps` itself: programs and maps that stand in `.values`.
    private func fillValues(
        of maps: inout [DeclaredMap], _ functions: FunctionTable
    ) throws(ObjectError) {
        guard let section = file.section(named: ".maps"),
            let relocations = file.relocationSection(for: section)
        else { return }
        guard relocations.type == .relocations else { throw .addends(section: relocations.name) }
        let entries: [ELFRelocation]
        do { entries = try file.relocations(in: relocations) } catch { throw .elf(error) }

        for (index, entry) in entries.enumerated() {
            let symbol = entry.symbolIndex < file.symbols.count ? file.symbols[entry.symbolIndex] : nil
            func refused(_ reason: String) -> ObjectError {
                .relocation(
                    section: relocations.name, index: index, offset: entry.offset,
                    symbol: symbol?.name ?? "#\(entry.symbolIndex)", reason: reason)
            }
            guard let symbol else { throw refused("no such symbol") }
            // The map that begins last before the place.
            guard
                let owner = maps.indices.filter({ maps[$0].offset <= entry.offset }).max(by: {
                    maps[$0].offset < maps[$1].offset
                }), let values = maps[owner].values
            else { throw refused("at no map's .values") }
            let (within, underflow) = entry.offset.subtractingReportingOverflow(
                maps[owner].offset + UInt64(values))
            guard !underflow, within.isMultiple(of: 8), within / 8 <= UInt64(UInt32.max) else {
                throw refused("at no slot of .values of map '\(maps[owner].spec.name)'")
            }
            // In range or not, `MapSpec.misuse` says: the map may still be resized.
            try put(symbol, in: UInt32(within / 8), of: &maps, owner, functions, refused)
        }
    }

    private func put(
        _ symbol: ELFSymbol, in slot: UInt32, of maps: inout [DeclaredMap], _ owner: Int,
        _ functions: FunctionTable, _ refused: (String) -> ObjectError
    ) throws(ObjectError) {
        guard let section = symbol.section else { throw refused("the symbol is in no section") }
        if maps[owner].spec.type == .programArray {
            guard
                let function = functions.function(
                    startingAt: Int(clamping: symbol.value / 8), of: section)
            else { throw refused("not a program") }
            var slots: [MapSpec.Slot] = []
            if case .programs(let before) = maps[owner].spec.contents { slots = before }
            slots.append(.init(index: slot, name: functions.functions[function].name))
            maps[owner].spec.contents = .programs(slots)
        } else if maps[owner].spec.type.holdsMaps {
            guard file.sections[section].name == ".maps",
                let inner = maps.first(where: { $0.offset == symbol.value })
            else { throw refused("not a map") }
            var slots: [MapSpec.Slot] = []
            if case .maps(let before) = maps[owner].spec.contents { slots = before }
            slots.append(.init(index: slot, name: inner.spec.name))
            maps[owner].spec.contents = .maps(slots)
        } else {
            throw refused("a map of type \(maps[owner].spec.type.name) takes no .values")
        }
    }
}
