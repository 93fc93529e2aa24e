package import SwiftletBytes

/// An error in an ELF file.
///
/// Offsets count from the start of the file, except in `name` and `sectionTruncated`, where they count from
/// the start of the section. Sections, symbols and relocations are identified by index.
package enum ELFError: Error, Equatable, Sendable {
    /// The file needs `expected` bytes at `offset`, but has `available` bytes in all.
    case truncated(offset: Int, expected: Int, available: Int)
    /// The file does not begin with the ELF magic; `found` is its first four bytes as a big-endian
    /// number.
    case notELF(found: UInt32)
    /// `EI_CLASS` is not ELF64; 1 is ELF32.
    case unsupportedClass(found: UInt8)
    /// `EI_DATA` is neither 1 (little-endian) nor 2 (big-endian).
    case unsupportedByteOrder(found: UInt8)
    /// A field of the file header has an invalid value.
    case headerField(_ field: String, offset: Int, found: UInt64, expected: UInt64)
    /// The section header table extends past the end of the file.
    case sectionHeaders(offset: UInt64, count: UInt64, available: Int)
    /// A field of a section header has an invalid value.
    case sectionField(
        section: Int, _ field: String, offset: Int, found: UInt64, expected: UInt64)
    /// A section's contents extend past the end of the file.
    case sectionContents(section: Int, offset: UInt64, size: UInt64, available: Int)
    /// An entry of a section needs `expected` bytes at `offset`, but the section has `available` bytes in
    /// all.
    case sectionTruncated(section: Int, offset: Int, expected: Int, available: Int)
    /// The sections up to this one have more bytes in total than the file.
    case sectionsOverlap(section: Int, found: Int, available: Int)
    /// A table's size in bytes is not a multiple of its entry size.
    case sectionSize(section: Int, found: Int, entrySize: Int)
    /// A field holds a section index that the file does not have. `section` is nil for the file header.
    case sectionIndex(section: Int?, _ field: String, found: UInt32, count: Int)
    /// The file has a second section of a type that may occur only once.
    case secondTable(section: Int, type: ELFSectionType, first: Int)
    /// A name is not in its string table.
    case name(section: Int, cause: BytesError)
    /// The names read so far exceed `limit` bytes; `section` is the string table of the last one.
    case namesTooLong(section: Int, limit: Int)
    /// A symbol in table `section` refers to a section that the file does not have.
    case symbolSection(section: Int, symbol: Int, found: UInt32, count: Int)
    /// A symbol's section index does not fit 16 bits, and the SHT_SYMTAB_SHNDX section that should hold
    /// it is missing or too short.
    case extendedSectionIndex(section: Int, symbol: Int)
    /// A relocation in `section` refers to a symbol that the linked table does not have.
    case relocationSymbol(section: Int, relocation: Int, found: Int, count: Int)
    /// The section does not hold relocations.
    case notRelocations(section: Int, type: ELFSectionType)
}

extension ELFError: CustomStringConvertible {
    package var description: String {
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
        case .sectionTruncated(let section, let offset, let expected, let available):
            "elf: section \(section): offset \(offset): needs \(expected) bytes, the section has \(available) in all"
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
