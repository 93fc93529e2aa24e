internal import SwiftletELF
internal import SwiftletKernel

// Which function a name stands for.
//
//     NAME, NAME@VERSION, NAME@@VERSION
//       │
//       ├─ .dynsym, what other files see: the version first, then the symbol's type
//       └─ .symtab, all functions, unless the file is stripped: if .dynsym defines no such name
//
// The version comes first because a library keeps old functions under names that mean another function
// today: libc's memcpy is an IFUNC, memcpy@GLIBC_2.2.5 a function that hardly any program calls.

extension UserBinary {
    /// Where a function begins in the file.
    ///
    /// - Parameter symbol: `NAME`, `NAME@VERSION` or `NAME@@VERSION`. Without a version it is the one
    ///   that programs are linked with today, if there are several.
    /// - Throws: `LoadError.noSymbol`, `.importedSymbol`, `.notFunction`, `.indirectFunction`,
    ///   `.ambiguousSymbol`, `.binary`.
    func offset(of symbol: String, _ options: AttachOptions) throws(LoadError) -> UInt64 {
        let offsets = try offsets(of: symbol, options)
        guard offsets.count == 1 else { throw try ambiguous(symbol, offsets) }
        return offsets[0]
    }

    /// Where the functions of one name begin: several if they are local to several source files.
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
            // A weak one gives way to others of its name.
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

    /// Where the functions begin whose names match, each once however many names it has, in order. A
    /// pattern without `*` and `?` is a name, as for `offsets(of:_:)`; the functions of others are those
    /// that the file defines, without IFUNCs.
    ///
    /// - Throws: `LoadError.noSymbol` if there are none; as `offsets(of:_:)` for a name.
    func offsets(
        ofFunctions pattern: NamePattern, _ options: AttachOptions
    ) throws(LoadError) -> [UInt64] {
        guard !pattern.isName else { return try offsets(of: pattern.text, options) }
        var others: Set<String> = []
        for symbols in [file.symbols, file.dynamicSymbols] {
            var offsets: Set<UInt64> = []
            for symbol in symbols {
                guard symbol.type == .function || symbol.type == .indirectFunction else { continue }
                // Linkers leave versions in the names of .symtab.
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

    /// The symbols of a name that other files see, of the version that is asked for; without one, of the
    /// version that programs are linked with today.
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

    /// A symbol's value is an address; the kernel wants the offset in the file, which follows from the
    /// symbol's section. Nil for symbols of nothing, for those whose section is malformed, and where the
    /// file has no code: one of debugging information alone.
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
