extension ELFRelocation {
    /// Reads the entry at `index` of `table`. It has an addend if the table's entry size includes one.
    ///
    /// - Throws: `ELFError.truncated`.
    init(parsing table: ELFTable, at index: Int) throws(ELFError) {
        let info = try table.load(UInt64.self, at: 8, of: index)
        self.init(
            offset: try table.load(UInt64.self, at: 0, of: index),
            symbolIndex: Int(info >> 32), type: UInt32(truncatingIfNeeded: info),
            addend: table.entrySize == ELFRelocation.entrySizeWithAddend
                ? try table.load(Int64.self, at: 16, of: index) : nil)
    }
}
