import SwiftletBytes

/// The fields of the file header that the parser uses.
///
///     byte  0       4       5      6         7             16       18          20          24
///           ┌───────┬───────┬──────┬─────────┬─────────────┬────────┬───────────┬───────────┐
///           │ magic │ class │ data │ version │ ABI, unused │ e_type │ e_machine │ e_version │
///           └───────┴───────┴──────┴─────────┴─────────────┴────────┴───────────┴───────────┘
///     byte  24        32        40        48        52         54            56        58
///           ┌─────────┬─────────┬─────────┬─────────┬──────────┬─────────────┬─────────┐
///           │ e_entry │ e_phoff │ e_shoff │ e_flags │ e_ehsize │ e_phentsize │ e_phnum │
///           └─────────┴─────────┴─────────┴─────────┴──────────┴─────────────┴─────────┘
///     byte  58            60        62           64
///           ┌─────────────┬─────────┬────────────┐
///           │ e_shentsize │ e_shnum │ e_shstrndx │
///           └─────────────┴─────────┴────────────┘
///
/// Source: gABI, "ELF Header"; `Elf64_Ehdr` in linux/elf.h.
struct ELFHeader {
    let order: ByteOrder
    let type: ELFFileType
    let machine: ELFMachine
    let flags: UInt32
    /// The offset of the section headers; 0 if there are no section headers (`e_shoff`).
    let sectionHeaders: UInt64
    /// The number of section headers, or 0 if the first one holds the count (`e_shnum`).
    let sectionCount: UInt16
    /// The index of the section name table, or SHN_XINDEX if the first section holds it (`e_shstrndx`).
    let sectionNames: UInt16

    /// The size of the header in the file, in bytes.
    static var size: Int { 64 }

    /// Reads the header at the start of `bytes`.
    ///
    /// - Throws: `ELFError.notELF`, `.truncated`, `.unsupportedClass`,
    ///   `.unsupportedByteOrder`, `.headerField`.
    init(parsing bytes: ByteView) throws(ELFError) {
        let file = ELFTable(bytes: bytes, offset: 0, count: 1, entrySize: Self.size, order: .big)
        let magic = try file.load(UInt32.self, at: 0)
        guard magic == 0x7f45_4c46 else { throw .notELF(found: magic) }
        let elfClass = try file.load(UInt8.self, at: 4)
        guard elfClass == 2 else { throw .unsupportedClass(found: elfClass) }
        guard bytes.count >= Self.size else {
            throw .truncated(offset: 0, expected: Self.size, available: bytes.count)
        }
        switch try file.load(UInt8.self, at: 5) {
        case 1: order = .little
        case 2: order = .big
        case let found:
            throw .unsupportedByteOrder(found: found)
        }

        let header = ELFTable(bytes: bytes, offset: 0, count: 1, entrySize: Self.size, order: order)
        try header.expect(try header.load(UInt8.self, at: 6), 1, "EI_VERSION", at: 6)
        type = ELFFileType(rawValue: try header.load(UInt16.self, at: 16))
        machine = ELFMachine(rawValue: try header.load(UInt16.self, at: 18))
        try header.expect(try header.load(UInt32.self, at: 20), 1, "e_version", at: 20)
        sectionHeaders = try header.load(UInt64.self, at: 40)
        flags = try header.load(UInt32.self, at: 48)
        try header.expect(try header.load(UInt16.self, at: 52), 64, "e_ehsize", at: 52)
        sectionCount = try header.load(UInt16.self, at: 60)
        sectionNames = try header.load(UInt16.self, at: 62)
        if sectionHeaders != 0 {
            try header.expect(try header.load(UInt16.self, at: 58), 64, "e_shentsize", at: 58)
        } else {
            try header.expect(sectionCount, 0, "e_shnum", at: 60)
        }
    }
}

extension ELFTable {
    /// - Throws: `ELFError.headerField` if `found` is not `expected`.
    fileprivate func expect<T: FixedWidthInteger & UnsignedInteger>(
        _ found: T, _ expected: UInt64, _ field: String, at offset: Int
    ) throws(ELFError) {
        guard UInt64(found) == expected else {
            throw .headerField(field, offset: offset, found: UInt64(found), expected: expected)
        }
    }
}
