internal import SwiftletBTF
internal import SwiftletELF

/// An extern, and the index of its symbol, which relocations refer to.
struct Extern {
    let spec: ExternSpec
    let symbol: Int
}

extension ObjectSpec {
    /// The name of the section and map for options of the kernel configuration.
    package static var configurationMap: String { ".kconfig" }

    /// The undefined symbols of a file, with their declarations in `.kconfig` and `.ksyms` from BTF.
    ///
    /// Options come first, each with its offset in the map. They are sorted by descending alignment and
    /// then by size, so that there are no gaps between them. All other externs follow in order of name.
    static func externs(of file: ELFFile, _ types: BTFTable?) throws(ObjectError) -> [Extern] {
        let undefined = file.symbols.filter { symbol in
            symbol.sectionIndex == ELFSymbol.ReservedSection.undefined && !symbol.name.isEmpty
                && symbol.binding != .local
        }
        guard !undefined.isEmpty else { return [] }
        var declared: [String: Declaration] = [:]
        if let types {
            do {
                declared = try declarations(in: types)
            } catch {
                throw .btf(section: ".BTF", error)
            }
        }
        for symbol in undefined {
            guard let declaration = declared[symbol.name], declaration.source == .configuration,
                declaration.option == nil
            else { continue }
            throw .extern(
                name: symbol.name,
                reason:
                    "its type is none that an option can be put into: expected bool, char, an integer, enum libbpf_tristate or an array of char"
            )
        }
        // Options come first in this order, and each then gets its offset.
        let inOrder = undefined.sorted {
            stands($0.name, declared[$0.name]?.option, before: $1.name, declared[$1.name]?.option)
        }
        var externs: [Extern] = []
        var end = 0
        for symbol in inOrder {
            let declaration = declared[symbol.name]
            let option = try declaration?.option.map { (option) throws(ObjectError) in
                try place(option, of: symbol.name, behind: end)
            }
            if let option { end = option.offset + option.size }
            externs.append(
                Extern(
                    spec: ExternSpec(
                        name: symbol.name, source: declaration?.source ?? .unknown,
                        isWeak: symbol.binding == .weak, type: declaration?.type, option: option),
                    symbol: symbol.index))
        }
        return externs
    }

    private struct Declaration {
        let source: ExternSpec.Source
        let type: BTFTypeID
        /// The option without its offset, which is not known yet.
        let option: ConfigurationOption?
    }

    private static func declarations(in types: BTFTable) throws(BTFError) -> [String: Declaration] {
        var declared: [String: Declaration] = [:]
        for id in types.ids(named: configurationMap, in: .dataSections) {
            for variable in try types.variables(of: try types.type(id)) {
                let type = try types.type(variable.type)
                declared[try types.name(of: type)] = Declaration(
                    source: .configuration, type: type.id,
                    option: type.kind == .variable
                        ? try option(of: BTFTypeID(type.sizeOrType), in: types) : nil)
            }
        }
        for id in types.ids(named: ".ksyms", in: .dataSections) {
            for variable in try types.variables(of: try types.type(id)) {
                let type = try types.type(variable.type)
                let source: ExternSpec.Source
                if type.kind == .function {
                    source = .kernelFunction
                } else {
                    let declaredType = try types.resolvingModifiers(BTFTypeID(type.sizeOrType))
                    source = declaredType.kind == .void ? .kernelSymbol : .kernelVariable
                }
                declared[try types.name(of: type)] = Declaration(
                    source: source, type: type.id, option: nil)
            }
        }
        return declared
    }

    /// The option of a declaration; nil also if its type has no size.
    private static func option(
        of id: BTFTypeID, in types: BTFTable
    ) throws(BTFError) -> ConfigurationOption? {
        do throws(BTFError) {
            return try ConfigurationOption(of: id, in: types)
        } catch .noSize {
            return nil
        }
    }

    /// Whether an extern precedes another, in the order in which libbpf numbers externs.
    private static func stands(
        _ name: String, _ option: ConfigurationOption?, before other: String,
        _ otherOption: ConfigurationOption?
    ) -> Bool {
        switch (option, otherOption) {
        case (nil, nil): break
        case (nil, _?): return false
        case (_?, nil): return true
        case (let ours?, let theirs?):
            if ours.alignment != theirs.alignment { return ours.alignment > theirs.alignment }
            if ours.size != theirs.size { return ours.size < theirs.size }
        }
        return name.utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// Assigns an option the next free offset in the map's value, of which `end` bytes are in use.
    private static func place(
        _ option: ConfigurationOption, of name: String, behind end: Int
    ) throws(ObjectError) -> ConfigurationOption {
        // Both are positive: the size comes from BTF, and an alignment is at least 1.
        let offset = (end + option.alignment - 1) / option.alignment * option.alignment
        guard option.size <= largestConfiguration - min(offset, largestConfiguration) else {
            throw .extern(
                name: name,
                reason:
                    "ends beyond \(largestConfiguration) bytes, which is more than any configuration has")
        }
        return option.placed(at: offset)
    }

    /// The limit in bytes. String options have a few hundred bytes each at most.
    private static var largestConfiguration: Int { 1 << 20 }

    /// The map for the options, if there are any. Its values are filled in when it is loaded.
    static func configurationMap(
        for externs: [Extern], _ types: BTFTable?, objectName: String
    ) -> MapSpec? {
        let options = externs.compactMap { $0.spec.option }
        guard let last = options.last else { return nil }
        let size = last.offset + last.size
        return MapSpec(
            name: configurationMap,
            kernelName: DataSections.kernelName(configurationMap, of: objectName),
            type: .array, keySize: 4, valueSize: UInt32(clamping: size), maxEntries: 1,
            flags: MapSpec.readOnlyForPrograms | MapSpec.mappable, numaNode: nil, extra: 0,
            pinning: .none, keyType: .void,
            valueType: types?.ids(named: configurationMap, in: .dataSections).first ?? .void,
            contents: .section([UInt8](repeating: 0, count: size), isFrozen: true), inner: .none)
    }
}
