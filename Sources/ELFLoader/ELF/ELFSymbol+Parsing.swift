extension ELFSymbol {
    /// Reads the entry at `index` of `table`.
    ///
    /// - Parameters:
    ///   - section: The index of the symbol table, for errors.
    ///   - extended: The table of section indices that don't fit 16 bits, if the file has one.
    ///   - sectionCount: The number of sections in the file.
    /// - Throws: `ELFError.symbolSection` if the symbol refers to a section that the file does not
    ///   have, `.extendedSectionIndex`.
    init(
        parsing table: ELFTable, at index: Int, name: String, section: Int, extended: ELFTable?,
        sectionCount: Int
    ) throws(ELFError) {
        let info = try table.load(UInt8.self, at: 4, of: index)
        let other = try table.load(UInt8.self, at: 5, of: index)
        let raw = try table.load(UInt16.self, at: 6, of: index)

        var place: UInt32?
        if raw == ReservedSection.extended {
            guard let extended, index < extended.count else {
                throw .extendedSectionIndex(section: section, symbol: index)
            }
            place = try extended.load(UInt32.self, at: 0, of: index)
        } else if raw != ReservedSection.undefined && raw < ReservedSection.first {
            place = UInt32(raw)
        }
        if let place {
            guard place < sectionCount else {
                throw .symbolSection(
                    section: section, symbol: index, found: place, count: sectionCount)
            }
        }

        self.init(
            index: index, name: name,
            value: try table.load(UInt64.self, at: 8, of: index),
            size: try table.load(UInt64.self, at: 16, of: index),
            binding: ELFSymbolBinding(rawValue: info >> 4),
            type: ELFSymbolType(rawValue: info & 0x0f),
            visibility: ELFSymbolVisibility(rawValue: other & 0x03),
            sectionIndex: raw, section: place.map { Int($0) })
    }
}
