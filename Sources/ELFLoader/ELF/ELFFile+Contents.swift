package import SwiftletBytes

extension ELFFile {
    /// The first section with this name, compared byte by byte.
    package func section(named name: String) -> ELFSection? {
        sections.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The contents of a section of this file; empty if the section has no bytes in the file
    /// (SHT_NOBITS).
    ///
    /// - Throws: `ELFError.sectionContents` if `section` belongs to another file and does not fit this
    ///   one.
    package func data(of section: ELFSection) throws(ELFError) -> ByteView {
        try section.contents(of: bytes)
    }

    /// The first SHT_REL or SHT_RELA section with relocations for `section`.
    ///
    /// The type of that section determines where the addends are.
    package func relocationSection(for section: ELFSection) -> ELFSection? {
        guard section.index < relocationSections.count else { return nil }
        let index = relocationSections[section.index]
        return index == 0 ? nil : sections[index]
    }

    /// The relocations in `section`, in the table's order.
    ///
    /// Each `symbolIndex` is 0 or the index of a symbol in the table that `section` links to.
    ///
    /// - Throws: `ELFError.notRelocations` if the section is neither SHT_REL nor SHT_RELA,
    ///   `.sectionField`, `.sectionSize`, `.sectionIndex`, `.relocationSymbol` if it is malformed.
    package func relocations(in section: ELFSection) throws(ELFError) -> [ELFRelocation] {
        guard section.hasRelocations else {
            throw .notRelocations(section: section.index, type: section.type)
        }
        let hasAddends = section.type == .relocationsWithAddends
        let table = try ELFTable(
            section, of: bytes,
            entrySize: hasAddends ? ELFRelocation.entrySizeWithAddend : ELFRelocation.entrySize,
            order)
        let symbolCount = try symbolCount(linkedFrom: section)

        var relocations: [ELFRelocation] = []
        relocations.reserveCapacity(table.count)
        for index in 0..<table.count {
            let relocation = try ELFRelocation(parsing: table, at: index)
            guard relocation.symbolIndex == 0 || relocation.symbolIndex < symbolCount else {
                throw .relocationSymbol(
                    section: section.index, relocation: index,
                    found: relocation.symbolIndex, count: symbolCount)
            }
            relocations.append(relocation)
        }
        return relocations
    }

    /// The number of symbols in the table that `section` links to; 0 if it links to no symbol table, as
    /// in static programs.
    private func symbolCount(linkedFrom section: ELFSection) throws(ELFError) -> Int {
        switch try linked(section).type {
        case .symbolTable: symbols.count
        case .dynamicSymbolTable: dynamicSymbols.count
        default: 0
        }
    }
}
