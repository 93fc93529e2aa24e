package import SwiftletBytes

extension ELFFile {
    /// The first section with this name, compared byte by byte.
    package func section(named name: String) -> ELFSection? {
        sections.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The contents of a section of this file; none if it has none in the file (SHT_NOBITS).
    ///
    /// - Throws: `ELFError.sectionContents` if `section` is another file's and does not fit this one.
    package func data(of section: ELFSection) throws(ELFError) -> ByteView {
        try section.contents(of: bytes)
    }

    /// The first section, SHT_REL or SHT_RELA, that holds relocations for `section`.
    ///
    /// What to make of addends is for the caller to say: the section's type tells.
    package func relocationSection(for section: ELFSection) -> ELFSection? {
        guard section.index < relocationSections.count else { return nil }
        let index = relocationSections[section.index]
        return index == 0 ? nil : sections[index]
    }

    /// The relocations in `section`, in the table's order.
    ///
    /// Every `symbolIndex` is that of a symbol which the table has that `section` links to, or 0.
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

    /// How many symbols the table has that `section` links to; 0 if it links to none, as relocations
    /// of static programs do.
    private func symbolCount(linkedFrom section: ELFSection) throws(ELFError) -> Int {
        guard section.link < sections.count else {
            throw .sectionIndex(
                section: section.index, "sh_link", found: section.link, count: sections.count)
        }
        return switch sections[Int(section.link)].type {
        case .symbolTable: symbols.count
        case .dynamicSymbolTable: dynamicSymbols.count
        default: 0
        }
    }
}
