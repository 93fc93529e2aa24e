internal import SwiftletELF
internal import SwiftletKernel

// Resolves a name to a function.
//
//     NAME, NAME@VERSION, NAME@@VERSION
//       │
//       ├─ .dynsym, the exported symbols: match the version first, then the symbol's type
//       └─ .symtab, all functions, unless the file is stripped: used if .dynsym doesn't define the name
//
// The version is matched first because a library keeps old functions under names that now mean another
// function: libc's memcpy is an IFUNC, and memcpy@GLIBC_2.2.5 is a function that hardly any program calls.

extension UserBinary {
    /// The file offset of a function.
    ///
    /// - Parameter symbol: `NAME`, `NAME@VERSION` or `NAME@@VERSION`. Without a version, the default version,
    ///   which new programs link with.
    /// - Throws: `LoadError.noSymbol`, `.importedSymbol`, `.notFunction`, `.indirectFunction`,
    ///   `.ambiguousSymbol`, `.binary`.
    func offset(of symbol: String, _ options: AttachOptions) throws(LoadError) -> UInt64 {
        let offsets = try offsets(of: symbol, options)
        guard offsets.count == 1 else { throw try ambiguous(symbol, offsets) }
        return offsets[0]
    }

    /// The file offsets of the functions with a name: several if they are local to several source files.
    ///
    /// - Throws: as `offset(of:_:)`.
    func offsets(of symbol: String, _ options: AttachOptions) throws(LoadError) -> [UInt64] {
        let name = SymbolName(symbol)
        let exported = try exportedSymbols(name)
        let all = name.matches(in: file.symbols.filter { isDefined($0) })
        for defined in [exported, all] {
            if let indirect = defined.first(where: { $0.type == .indirectFunction }) {
                return [try chosenFunction(indirect, symbol, options)]
            }
            // A weak function yields to others with its name.
            for isWeak in [false, true] {
                let functions = defined.filter {
                    $0.type == .function && ($0.binding == .weak) == isWeak
                }
                let offsets = Set(functions.compactMap { fileOffset(of: $0) })
                if !offsets.isEmpty { return offsets.sorted() }
            }
        }
        throw try missing(symbol, name)
    }

    /// The sorted file offsets of the functions that match a pattern, without duplicates from aliases. A
    /// pattern without `*` and `?` is a name, as in `offsets(of:_:)`. Any other pattern matches functions
    /// that the file defines, except IFUNCs.
    ///
    /// - Throws: `LoadError.noSymbol` if nothing matches; for a name, as `offsets(of:_:)`.
    func offsets(
        ofFunctions pattern: NamePattern, _ options: AttachOptions
    ) throws(LoadError) -> [UInt64] {
        guard !pattern.isName else { return try offsets(of: pattern.text, options) }
        var others: Set<String> = []
        for symbols in [file.symbols, file.dynamicSymbols] {
            var offsets: Set<UInt64> = []
            for symbol in symbols {
                guard symbol.type == .function || symbol.type == .indirectFunction else { continue }
                // Linkers leave the version in the names of .symtab.
                let name = symbol.name.utf8.prefix { $0 != UInt8(ascii: "@") }
                guard pattern.matches(Array(name)) else { continue }
                if symbol.type == .function, let offset = fileOffset(of: symbol) {
                    offsets.insert(offset)
                } else if others.count < 3 {
                    others.insert(String(decoding: Array(name), as: UTF8.self))
                }
            }
            if !offsets.isEmpty { return offsets.sorted() }
        }
        throw .noSymbol(
            program: program, path: path, symbol: pattern.text, isStripped: file.symbols.isEmpty,
            others: others.sorted())
    }

    /// The exported symbols with a name, in the requested version. Without a version, those of the default
    /// version.
    private func exportedSymbols(_ name: SymbolName) throws(LoadError) -> [ELFSymbol] {
        let named = file.dynamicSymbols.filter { $0.name == name.name && isDefined($0) }
        guard named.count > 1 || name.version != nil else { return named }
        let versions: [ELFSymbolVersion]
        do { versions = try file.dynamicSymbolVersions() } catch {
            throw .binary(program: program, path: path, error)
        }
        func version(of symbol: ELFSymbol) -> ELFSymbolVersion? {
            versions.indices.contains(symbol.index) ? versions[symbol.index] : nil
        }
        if let wanted = name.version { return named.filter { version(of: $0)?.name == wanted } }
        let current = named.filter { version(of: $0)?.isHidden != true }
        return current.isEmpty ? named : current
    }

    func isDefined(_ symbol: ELFSymbol) -> Bool {
        symbol.sectionIndex != ELFSymbol.ReservedSection.undefined
    }

    /// The file offset of a symbol, computed from its address and its section: the kernel expects an offset.
    /// Nil for an undefined symbol, for a malformed section, and for a file without code, such as one with
    /// only debug information.
    func fileOffset(of symbol: ELFSymbol) -> UInt64? {
        guard let index = symbol.section, file.sections.indices.contains(index) else { return nil }
        let section = file.sections[index]
        guard section.type != .noBits, symbol.value >= section.address,
            symbol.value - section.address < section.size
        else {
            return nil
        }
        let (offset, overflow) = section.offset.addingReportingOverflow(
            symbol.value - section.address)
        return overflow ? nil : offset
    }
}
