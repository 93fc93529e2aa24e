package import SwiftletBytes

extension BTFExt {
    /// Parses a `.BTF.ext` section.
    ///
    /// - Parameter table: The object's `.BTF`, whose strings hold the section names.
    /// - Throws: `BTFError` if the header, a record size or the extent of a section is invalid, or if a
    ///   name is not in the table. The contents of records are not checked.
    package init(parsing bytes: ByteView, table: BTFTable) throws(BTFError) {
        let order = try BTFHeader.byteOrder(of: bytes)
        // The first format had two sections. Linux 5.4 added CO-RE and with it a longer header.
        let length = try BTFHeader.length(of: bytes, order, minimum: 24)
        functions = try Self.sections(
            .functionInfo, at: 8, of: bytes, order, after: length, table, minimum: 8
        ) { (view, at) throws(BytesError) in
            BTFFunctionRecord(
                instructionOffset: try view.load(UInt32.self, at: at, order),
                type: BTFTypeID(try view.load(UInt32.self, at: at + 4, order)))
        }
        lines = try Self.sections(
            .lineInfo, at: 16, of: bytes, order, after: length, table, minimum: 16
        ) { (view, at) throws(BytesError) in
            BTFLineRecord(
                instructionOffset: try view.load(UInt32.self, at: at, order),
                fileNameOffset: try view.load(UInt32.self, at: at + 4, order),
                lineOffset: try view.load(UInt32.self, at: at + 8, order),
                position: try view.load(UInt32.self, at: at + 12, order))
        }
        guard length >= 32 else {
            relocations = []
            return
        }
        relocations = try Self.sections(
            .coreRelocations, at: 24, of: bytes, order, after: length, table, minimum: 16
        ) { (view, at) throws(BytesError) in
            BTFRelocationRecord(
                instructionOffset: try view.load(UInt32.self, at: at, order),
                type: BTFTypeID(try view.load(UInt32.self, at: at + 4, order)),
                accessStringOffset: try view.load(UInt32.self, at: at + 8, order),
                kind: try view.load(UInt32.self, at: at + 12, order))
        }
    }

    /// The sections with one kind of record. `record` decodes the record at an offset.
    private static func sections<Record>(
        _ name: BTFSectionName, at field: Int, of bytes: ByteView, _ order: ByteOrder,
        after length: Int, _ table: BTFTable, minimum: Int,
        _ record: (ByteView, Int) throws(BytesError) -> Record
    ) throws(BTFError) -> [BTFExtSection<Record>] {
        let view = try BTFHeader.section(name, at: field, of: bytes, order, after: length)
        let start = try BTFHeader.word(at: field, of: bytes, order) + length
        guard !view.isEmpty else { return [] }
        var sections: [BTFExtSection<Record>] = []
        let size = Int(try word(view, at: 0, order))
        guard size >= minimum, size % 4 == 0 else {
            throw .badRecordSize(section: name, found: size, expected: minimum)
        }
        var at = 4
        while at < view.count {
            let nameOffset = try word(view, at: at, order)
            let count = Int(try word(view, at: at + 4, order))
            at += 8
            guard count > 0 else { throw .noRecords(section: name, offset: start + at - 8) }
            // Divide: size * count may be as large as 2^64.
            guard count <= (view.count - at) / size else {
                throw .recordsTruncated(
                    section: name, offset: start + at, recordSize: size, count: count,
                    available: view.count - at)
            }
            var records: [Record] = []
            records.reserveCapacity(count)
            for _ in 0..<count {
                do {
                    records.append(try record(view, at))
                } catch {
                    throw .bytes(error)
                }
                at += size
            }
            sections.append(BTFExtSection(name: try table.name(at: nameOffset), records: records))
        }
        return sections
    }

    private static func word(
        _ view: ByteView, at offset: Int, _ order: ByteOrder
    ) throws(BTFError) -> UInt32 {
        do {
            return try view.load(UInt32.self, at: offset, order)
        } catch {
            throw .bytes(error)
        }
    }
}
