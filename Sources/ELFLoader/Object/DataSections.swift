internal import SwiftletBTF
internal import SwiftletBytes
internal import SwiftletELF

/// The data sections of an object as maps with one entry, and their variables.
struct DataSections {
    private(set) var maps: [MapSpec] = []
    private(set) var variables: [VariableSpec] = []
    /// The index in `ObjectSpec.maps` of each section's map, keyed by ELF section index.
    private(set) var mapOfSection: [Int: Int] = [:]
    /// Warnings about data that should hold addresses but will not.
    private(set) var warnings: [ObjectWarning] = []

    /// The kind of a data section, by name and type.
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

    /// - Parameters:
    ///   - declared: The maps that precede these, including the arena if there is one.
    ///   - arena: The section with the arena's variables.
    init(
        _ file: ELFFile, _ types: BTFTable?, _ fixups: BTFFixups, objectName: String,
        after declared: [DeclaredMap], _ arena: ArenaSection?
    ) throws(ObjectError) {
        var ids = try Self.types(in: types)
        for section in file.sections {
            guard let kind = Kind(section), section.size > 0 else { continue }
            let index = declared.count + maps.count
            let bytes =
                kind == .zeroes
                ? try Self.zeroes(of: section) : try ObjectSpec.contents(of: section, in: file).bytes
            let data = try DataSectionTypes(
                section.name, ids.removeValue(forKey: section.name), map: index, types, fixups)
            mapOfSection[section.index] = index
            maps.append(
                MapSpec(
                    name: section.name, kernelName: Self.kernelName(section.name, of: objectName),
                    type: .array, keySize: 4, valueSize: UInt32(clamping: section.size), maxEntries: 1,
                    flags: (kind == .constants ? MapSpec.readOnlyForPrograms : 0)
                        | (data.isShared ? MapSpec.mappable : 0),
                    numaNode: nil, extra: 0, pinning: .none, keyType: .void, valueType: data.type,
                    contents: .section(bytes, isFrozen: kind == .constants), inner: .none))
            variables += data.variables
            warnings += try ObjectWarning.pointers(in: section, of: file, data.variables)
        }
        if let arena, let index = declared.firstIndex(where: { $0.spec.type == .arena }) {
            mapOfSection[arena.section.index] = index
            variables += try DataSectionTypes(
                ArenaSection.name, ids[ArenaSection.name], map: index, types, fixups
            ).variables
        }
    }

    /// The types of data sections by name. Each type describes one section, the first with its name.
    private static func types(in types: BTFTable?) throws(ObjectError) -> [String: BTFTypeID] {
        guard let types else { return [:] }
        var found: [String: BTFTypeID] = [:]
        do throws(BTFError) {
            for id in types.ids {
                let type = try types.type(id)
                guard type.kind == .dataSection else { continue }
                let name = try types.name(of: type)
                if found[name] == nil { found[name] = id }
            }
        } catch {
            throw .btf(section: ".BTF", error)
        }
        return found
    }

    /// The initial zeroes of a section without bytes in the file, 1 MiB at most. Memory need not hold
    /// the rest (`MapSpec.Contents.section`).
    static func zeroes(of section: ELFSection) throws(ObjectError) -> [UInt8] {
        guard section.size <= ObjectSpec.largestSection else {
            throw .map(
                name: section.name, field: "sh_size",
                reason:
                    "\(section.size) bytes, expected at most \(ObjectSpec.largestSection), as much as the kernel takes"
            )
        }
        return [UInt8](repeating: 0, count: min(Int(section.size), 1 << 20))
    }

    /// The map name that libbpf uses: `process_.rodata` for `.rodata` of process_tracer; `.rodata.cold`
    /// is unchanged.
    static func kernelName(_ section: String, of object: String) -> String {
        let limit = 15
        if section.dropFirst().contains(".") { return section }
        return object.prefix(min(8, limit - min(limit, section.count))) + section
    }
}
