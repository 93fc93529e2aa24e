internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// The data sections of an object as maps of one entry, and the variables in them.
struct DataSections {
    private(set) var maps: [MapSpec] = []
    private(set) var variables: [VariableSpec] = []
    /// By ELF section index: the index of its map in `ObjectSpec.maps`.
    private(set) var mapOfSection: [Int: Int] = [:]
    /// Pointers that stay 0.
    private(set) var warnings: [ObjectWarning] = []

    /// What the object's arena begins with, if it has such variables.
    private struct Arena {
        let section: ELFSection
        let bytes: [UInt8]
        var variables: [VariableSpec]
    }
    private var arena: Arena?

    /// The section of variables in address space 1 (`__arena`).
    static let arenaSection = ".addr_space.1"

    /// What a section's name makes of it.
    private enum Kind {
        case data, constants, zeroes

        init?(_ section: ELFSection) {
            func isOrBegins(_ name: String) -> Bool {
                section.name == name || section.name.hasPrefix(name + ".")
            }
            if section.type == .noBits, isOrBegins(".bss") {
                self = .zeroes
            } else if section.type == .programBits, isOrBegins(".data") {
                self = .data
            } else if section.type == .programBits, isOrBegins(".rodata") {
                self = .constants
            } else {
                return nil
            }
        }
    }

    init(
        _ file: ELFFile, _ types: BTFTable?, _ fixups: BTFFixups, objectName: String
    ) throws(ObjectError) {
        for section in file.sections {
            if section.name == Self.arenaSection, section.size > 0 {
                try readArena(section, file, types, fixups)
                continue
            }
            guard let kind = Kind(section), section.size > 0 else { continue }
            let bytes: [UInt8]
            if kind == .zeroes {
                bytes = try Self.zeroes(of: section)
            } else {
                bytes = try ObjectSpec.contents(of: section, in: file).bytes
            }
            var map = MapSpec(
                name: section.name, kernelName: Self.kernelName(section.name, of: objectName),
                type: .array, keySize: 4, valueSize: UInt32(clamping: section.size), maxEntries: 1,
                flags: kind == .constants ? MapSpec.readOnlyForPrograms : 0, numaNode: nil,
                extra: 0,
                pinning: .none, keyType: .void, valueType: .void,
                contents: .section(bytes, isFrozen: kind == .constants), inner: .none)
            if let types {
                do {
                    try addVariables(of: &map, types, fixups)
                } catch {
                    throw .btf(section: ".BTF", error)
                }
            }
            mapOfSection[section.index] = maps.count
            maps.append(map)
        }
        for (section, map) in mapOfSection.sorted(by: { $0.value < $1.value }) {
            warnings += try ObjectWarning.pointers(
                in: file.sections[section], of: file, variables.filter { $0.map == map })
        }
    }

    /// The first zeroes of a section that takes no room in the file; the others need none in memory
    /// either (`MapSpec.Contents.section`).
    private static func zeroes(of section: ELFSection) throws(ObjectError) -> [UInt8] {
        guard section.size <= ObjectSpec.largestSection else {
            throw .map(
                name: section.name, field: "sh_size",
                reason:
                    "\(section.size) bytes, expected at most \(ObjectSpec.largestSection), as much as the kernel takes"
            )
        }
        return [UInt8](repeating: 0, count: min(Int(section.size), 1 << 20))
    }

    private mutating func readArena(
        _ section: ELFSection, _ file: ELFFile, _ types: BTFTable?, _ fixups: BTFFixups
    ) throws(ObjectError) {
        let bytes =
            section.type == .noBits
            ? try Self.zeroes(of: section) : try ObjectSpec.contents(of: section, in: file).bytes
        var found: [VariableSpec] = []
        if let types, let id = types.ids(named: section.name, in: .dataSections).first {
            do throws(BTFError) {
                let offsets = fixups.sections[section.name]?.offsets ?? [:]
                for variable in try types.variables(of: try types.type(id)) {
                    let type = try types.type(variable.type)
                    let name = try types.name(of: type)
                    found.append(
                        VariableSpec(
                            name: name, map: 0, offset: Int(offsets[name] ?? variable.offset),
                            size: Int(variable.size), type: type.id))
                }
            } catch {
                throw .btf(section: ".BTF", error)
            }
        }
        arena = Arena(section: section, bytes: bytes, variables: found)
    }

    /// Puts the variables of address space 1 into the arena that the object declares.
    mutating func placeArena(in declared: inout [DeclaredMap]) throws(ObjectError) {
        guard let arena else { return }
        let arenas = declared.indices.filter { declared[$0].spec.type == .arena }
        guard arenas.count == 1, let index = arenas.first else {
            throw .map(
                name: Self.arenaSection, field: "",
                reason:
                    "its variables lie in an arena: expected one map of type arena, found \(arenas.count)")
        }
        declared[index].spec.contents = .arena(arena.bytes)
        mapOfSection[arena.section.index] = index
        variables += arena.variables.map {
            VariableSpec(
                name: $0.name, map: index, offset: $0.offset, size: $0.size, type: $0.type)
        }
    }

    /// Makes room for `count` maps before these.
    mutating func shift(by count: Int) {
        mapOfSection = mapOfSection.mapValues { $0 + count }
        variables = variables.map {
            VariableSpec(
                name: $0.name, map: $0.map + count, offset: $0.offset, size: $0.size, type: $0.type)
        }
    }

    private mutating func addVariables(
        of map: inout MapSpec, _ types: BTFTable, _ fixups: BTFFixups
    ) throws(BTFError) {
        guard let id = types.ids(named: map.name, in: .dataSections).first else { return }
        map.valueType = id
        let offsets = fixups.sections[map.name]?.offsets ?? [:]
        for variable in try types.variables(of: try types.type(id)) {
            let type = try types.type(variable.type)
            let name = try types.name(of: type)
            // Something other programs or userspace may share is worth mapping; statics are not, and
            // hidden ones neither: locks and lists stand there, which the kernel lets nobody map.
            if try types.linkage(of: type) != .static, !fixups.hiddenVariables.contains(name) {
                map.flags |= MapSpec.mappable
            }
            variables.append(
                VariableSpec(
                    name: name, map: maps.count, offset: Int(offsets[name] ?? variable.offset),
                    size: Int(variable.size), type: type.id))
        }
    }

    /// `process_.rodata` for `.rodata` of process_tracer; `.rodata.cold` for itself, as libbpf has it.
    static func kernelName(_ section: String, of object: String) -> String {
        let limit = 15
        if section.dropFirst().contains(".") { return section }
        return object.prefix(min(8, limit - min(limit, section.count))) + section
    }
}
