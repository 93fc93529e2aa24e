public import SwiftletBytes

/// Why bytes are not an ELF file that can be read.
///
/// Offsets count from the start of the file, except in `name`, where they count from the start of
/// the section. Sections, symbols and relocations are named by their index.
public enum ELFError: Error, Equatable, Sendable {
    /// `expected` bytes were to be at `offset` of a file of `available` bytes.
    case truncated(offset: Int, expected: Int, available: Int)
    /// The first four bytes, read as a big-endian number.
    case notELF(found: UInt32)
    /// `EI_CLASS`: 1 is ELF32.
    case unsupportedClass(found: UInt8)
    /// `EI_DATA`: neither 1 (little) nor 2 (big).
    case unsupportedByteOrder(found: UInt8)
    /// A field of the file header has a value that it cannot have.
    case headerField(_ field: String, offset: Int, found: UInt64, expected: UInt64)
    /// The table of section headers is not wholly in the file.
    case sectionHeaders(offset: UInt64, count: UInt64, available: Int)
    /// A field of a section header has a value that it cannot have.
    case sectionField(
        section: Int, _ field: String, offset: Int, found: UInt64, expected: UInt64)
    /// The contents of a section are not wholly in the file.
    case sectionContents(section: Int, offset: UInt64, size: UInt64, available: Int)
    /// The sections up to this one have more bytes than the file.
    case sectionsOverlap(section: Int, found: Int, available: Int)
    /// A table's size, in bytes, is not a multiple of its entries' size.
    case sectionSize(section: Int, found: Int, entrySize: Int)
    /// A field holds the index of a section that the file does not have; `section` is nil for the
    /// file header.
    case sectionIndex(section: Int?, _ field: String, found: UInt32, count: Int)
    /// A second section of a type that a file has at most one of.
    case secondTable(section: Int, type: ELFSectionType, first: Int)
    /// A name is not in the section of names.
    case name(section: Int, cause: BytesError)
    /// All names together have more than `limit` bytes, `section` being the last that was read from.
    case namesTooLong(section: Int, limit: Int)
    /// A symbol of the table `section` is in a section that the file does not have.
    case symbolSection(section: Int, symbol: Int, found: UInt32, count: Int)
    /// A symbol's section does not fit 16 bits, and the section that would have it is missing or
    /// too short (SHT_SYMTAB_SHNDX).
    case extendedSectionIndex(section: Int, symbol: Int)
    /// A relocation of `section` is against a symbol that the linked table does not have.
    case relocationSymbol(section: Int, relocation: Int, found: Int, count: Int)
    /// The section was asked for its relocations and has none.
    case notRelocations(section: Int, type: ELFSectionType)
}

extension ELFError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let offset, let expected, let available):
            "elf: offset \(offset): needs \(expected) bytes, the file has \(available) in all"
        case .notELF(let found):
            "elf: not an ELF file: first four bytes are \(hex(UInt64(found), digits: 8)), expected 0x7f454c46"
        case .unsupportedClass(let found):
            found == 1
                ? "elf: offset 4: EI_CLASS: found 1 (32-bit), expected 2 (64-bit): compile for a 64-bit target, such as -target bpf"
                : "elf: offset 4: EI_CLASS: found \(found), expected 2 (64-bit)"
        case .unsupportedByteOrder(let found):
            "elf: offset 5: EI_DATA: found \(found), expected 1 (little-endian) or 2 (big-endian)"
        case .headerField(let field, let offset, let found, let expected):
            "elf: offset \(offset): \(field): found \(found), expected \(expected)"
        case .sectionHeaders(let offset, let count, let available):
            "elf: e_shoff: \(count) section headers of 64 bytes at offset \(offset), the file has \(available) bytes in all"
        case .sectionField(let section, let field, let offset, let found, let expected):
            "elf: section \(section): offset \(offset): \(field): found \(found), expected \(expected)"
        case .sectionContents(let section, let offset, let size, let available):
            "elf: section \(section): \(size) bytes at offset \(offset), the file has \(available) in all"
        case .sectionsOverlap(let section, let found, let available):
            "elf: section \(section): sections overlap: \(found) bytes up to here, the file has \(available) in all"
        case .sectionSize(let section, let found, let entrySize):
            "elf: section \(section): sh_size: found \(found), expected a multiple of \(entrySize)"
        case .sectionIndex(.some(let section), let field, let found, let count):
            "elf: section \(section): \(field): found section \(found), expected less than \(count)"
        case .sectionIndex(nil, let field, let found, let count):
            "elf: \(field): found section \(found), expected less than \(count)"
        case .secondTable(let section, let type, let first):
            "elf: section \(section): second table of type \(type.rawValue), the first is section \(first), expected at most one"
        case .name(let section, let cause):
            "elf: section \(section): name: \(cause)"
        case .namesTooLong(let section, let limit):
            "elf: section \(section): names overlap: more than \(limit) bytes of names in all"
        case .symbolSection(let section, let symbol, let found, let count):
            "elf: section \(section): symbol \(symbol): st_shndx: found section \(found), expected less than \(count)"
        case .extendedSectionIndex(let section, let symbol):
            "elf: section \(section): symbol \(symbol): st_shndx: found 65535 (SHN_XINDEX), but no SHT_SYMTAB_SHNDX section has an index for it"
        case .relocationSymbol(let section, let relocation, let found, let count):
            "elf: section \(section): relocation \(relocation): r_info: found symbol \(found), expected less than \(count)"
        case .notRelocations(let section, let type):
            "elf: section \(section): sh_type: found \(type.rawValue), expected 9 (SHT_REL) or 4 (SHT_RELA)"
        }
    }
}

/// `value` in hexadecimal with at least `digits` digits.
private func hex(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
