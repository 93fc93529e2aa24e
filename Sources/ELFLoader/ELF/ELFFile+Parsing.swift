package import SwiftletBytes

extension ELFFile {
    /// Reads the headers and symbols of the ELF file `bytes`.
    ///
    /// Time and memory are at most proportional to the file's size. Section contents are not copied;
    /// they remain views of `bytes`.
    ///
    /// - Throws: `ELFError`, with the location and the value found there, if the file is not
    ///   well-formed ELF64.
    package init(parsing bytes: ByteView) throws(ELFError) {
        let header = try ELFHeader(parsing: bytes)
        var names = ELFNames(fileSize: bytes.count)
        let sections = try ELFFile.sections(of: bytes, header, &names)
        self.init(
            bytes: bytes, order: header.order, type: header.type, machine: header.machine,
            flags: header.flags, sections: sections,
            symbols: try ELFFile.symbols(.symbolTable, of: bytes, header.order, sections, &names),
            dynamicSymbols: try ELFFile.symbols(
                .dynamicSymbolTable, of: bytes, header.order, sections, &names),
            relocationSections: try ELFFile.relocationSections(among: sections))
    }

    /// For each section index, the index of the first section with relocations for it, or 0.
    private static func relocationSections(
        among sections: [ELFSection]
    ) throws(ELFError) -> [Int] {
        var table = [Int](repeating: 0, count: sections.count)
        for section in sections where section.hasRelocations && section.info != 0 {
            guard section.info < sections.count else {
                throw .sectionIndex(
                    section: section.index, "sh_info", found: section.info, count: sections.count)
            }
            let target = Int(section.info)
            if table[target] == 0 { table[target] = section.index }
        }
        return table
    }
}

// MARK: Sections

extension ELFFile {
    /// The section headers with their names. All contents are checked to be inside the file.
    private static func sections(
        of bytes: ByteView, _ header: ELFHeader, _ names: inout ELFNames
    ) throws(ELFError) -> [ELFSection] {
        guard let headers = try sectionHeaders(of: bytes, header) else { return [] }
        let nameTable = try sectionNames(of: bytes, header, headers)

        var sections: [ELFSection] = []
        sections.reserveCapacity(headers.count)
        var total = 0
        for index in 0..<headers.count {
            var name = ""
            if let nameTable {
                let offset = try headers.load(UInt32.self, at: 0, of: index)
                name = try names.name(at: offset, in: nameTable)
            }
            let section = try ELFSection(parsing: headers, at: index, name: name)
            // The gABI: "no byte in a file resides in more than one section". Limiting the sum to the
            // file's size keeps a caller that reads all sections from reading the same bytes
            // repeatedly.
            total += try section.contents(of: bytes).count
            guard total <= bytes.count else {
                throw .sectionsOverlap(section: index, found: total, available: bytes.count)
            }
            sections.append(section)
        }
        return sections
    }

    /// The section header table, checked to be inside the file; nil if there is no table.
    private static func sectionHeaders(
        of bytes: ByteView, _ header: ELFHeader
    ) throws(ELFError) -> ELFTable? {
        let offset = header.sectionHeaders
        guard offset != 0 else { return nil }
        let entrySize = UInt64(ELFSection.headerSize)
        let room =
            offset <= UInt64(bytes.count) ? (UInt64(bytes.count) - offset) / entrySize : 0

        var count = UInt64(header.sectionCount)
        if count == 0 && room > 0 {
            // If the count does not fit the header field, the first section's size field holds it.
            let first = ELFTable(
                bytes: bytes, offset: Int(offset), count: 1, entrySize: ELFSection.headerSize,
                order: header.order)
            count = try first.load(UInt64.self, at: 32)
        }
        guard count != 0, count <= room else {
            throw .sectionHeaders(offset: offset, count: count, available: bytes.count)
        }
        return ELFTable(
            bytes: bytes, offset: Int(offset), count: Int(count),
            entrySize: ELFSection.headerSize, order: header.order)
    }

    /// The section name table; nil if the file has no table of section names.
    private static func sectionNames(
        of bytes: ByteView, _ header: ELFHeader, _ headers: ELFTable
    ) throws(ELFError) -> ELFStringTable? {
        var index = UInt32(header.sectionNames)
        if header.sectionNames == ELFSymbol.ReservedSection.extended {
            // As with the count, the first section's link field holds the index.
            index = try headers.load(UInt32.self, at: 40)
        }
        guard index != ELFSymbol.ReservedSection.undefined else { return nil }
        guard index < headers.count else {
            throw .sectionIndex(section: nil, "e_shstrndx", found: index, count: headers.count)
        }
        return try ELFStringTable(
            ELFSection(parsing: headers, at: Int(index), name: ""), of: bytes)
    }
}

// MARK: Symbols

extension ELFFile {
    /// The symbols of the section of type `type`; empty if there is no such section.
    private static func symbols(
        _ type: ELFSectionType, of bytes: ByteView, _ order: ByteOrder, _ sections: [ELFSection],
        _ names: inout ELFNames
    ) throws(ELFError) -> [ELFSymbol] {
        guard let section = try onlySection(type, among: sections) else { return [] }
        let table = try ELFTable(section, of: bytes, entrySize: ELFSymbol.entrySize, order)
        guard section.link < sections.count else {
            throw .sectionIndex(
                section: section.index, "sh_link", found: section.link, count: sections.count)
        }
        let nameTable = try ELFStringTable(sections[Int(section.link)], of: bytes)
        var extended: ELFTable?
        for candidate in sections
        where candidate.type == .extendedSectionIndices && candidate.link == section.index {
            extended = try ELFTable(candidate, of: bytes, entrySize: 4, order)
        }

        var symbols: [ELFSymbol] = []
        symbols.reserveCapacity(table.count)
        for index in 0..<table.count {
            let name = try names.name(
                at: try table.load(UInt32.self, at: 0, of: index), in: nameTable)
            symbols.append(
                try ELFSymbol(
                    parsing: table, at: index, name: name, section: section.index,
                    extended: extended, sectionCount: sections.count))
        }
        return symbols
    }

    /// The only section of type `type`, if the file has one.
    ///
    /// - Throws: `ELFError.secondTable` if there is a second one.
    private static func onlySection(
        _ type: ELFSectionType, among sections: [ELFSection]
    ) throws(ELFError) -> ELFSection? {
        var found: ELFSection?
        for section in sections where section.type == type {
            if let found {
                throw .secondTable(section: section.index, type: type, first: found.index)
            }
            found = section
        }
        return found
    }
}
