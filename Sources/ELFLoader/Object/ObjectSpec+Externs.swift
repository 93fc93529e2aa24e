internal import BTF
internal import ELFObject

/// An extern, and the symbol that relocations know it by.
struct Extern {
    let spec: ExternSpec
    let symbol: Int
}

extension ObjectSpec {
    /// The undefined symbols of a file, with what `.kconfig` and `.ksyms` say of them in BTF.
    static func externs(of file: ELFFile, _ types: BTFTable?) throws(ObjectError) -> [Extern] {
        let undefined = file.symbols.filter { symbol in
            symbol.sectionIndex == ELFSymbol.ReservedSection.undefined && !symbol.name.isEmpty
                && symbol.binding != .local
        }
        guard !undefined.isEmpty else { return [] }
        var declared: [String: (source: ExternSpec.Source, type: BTFTypeID)] = [:]
        if let types {
            do {
                try declarations(in: types, &declared)
            } catch {
                throw .btf(section: ".BTF", error)
            }
        }
        return undefined.map { symbol in
            let declaration = declared[symbol.name]
            return Extern(
                spec: ExternSpec(
                    name: symbol.name, source: declaration?.source ?? .unknown,
                    isWeak: symbol.binding == .weak, type: declaration?.type),
                symbol: symbol.index)
        }
    }

    private static func declarations(
        in types: BTFTable, _ declared: inout [String: (source: ExternSpec.Source, type: BTFTypeID)]
    ) throws(BTFError) {
        for section in types.ids(named: ".kconfig", in: .dataSections) + types.ids(named: ".ksyms", in: .dataSections) {
            let section = try types.type(section)
            let isConfiguration = try types.name(of: section) == ".kconfig"
            for variable in try types.variables(of: section) {
                let type = try types.type(variable.type)
                let source: ExternSpec.Source =
                    isConfiguration ? .configuration
                    : type.kind == .function ? .kernelFunction : .kernelVariable
                declared[try types.name(of: type)] = (source, type.id)
            }
        }
    }
}
