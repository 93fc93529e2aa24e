internal import SwiftletBytes

/// One program header: a part of the file that is mapped when the program runs.
///
///     byte  0        4         8          16        24        32         40        48        56
///           ┌────────┬─────────┬──────────┬─────────┬─────────┬──────────┬─────────┬─────────┐
///           │ p_type │ p_flags │ p_offset │ p_vaddr │ p_paddr │ p_filesz │ p_memsz │ p_align │
///           └────────┴─────────┴──────────┴─────────┴─────────┴──────────┴─────────┴─────────┘
///
/// Source: gABI, "Program Header"; `Elf64_Phdr` in linux/elf.h.
package struct ELFSegment: Sendable, Equatable {
    /// `p_type`; 1 is PT_LOAD.
    package let type: UInt32
    /// `p_flags`
    package let flags: UInt32
    /// The offset of the segment in the file, in bytes.
    package let offset: UInt64
    /// The address of the segment in the running program, relative to the load address of a library.
    package let address: UInt64
    /// The size in memory, in bytes.
    package let memorySize: UInt64

    /// PT_LOAD: mapped.
    package var isLoaded: Bool { type == 1 }
    /// PF_X
    package var isExecutable: Bool { flags & 1 != 0 }

    /// The size of a program header in the file, in bytes.
    static var headerSize: Int { 56 }

    /// The file offset of an address of the running program; nil if the address is not in this segment.
    package func fileOffset(of address: UInt64) -> UInt64? {
        guard address >= self.address, address - self.address < memorySize else { return nil }
        let (sum, overflow) = offset.addingReportingOverflow(address - self.address)
        return overflow ? nil : sum
    }
}

extension ELFFile {
    /// The program headers; empty for object files.
    ///
    /// - Throws: `ELFError.headerField` if the entry size is not that of ELF64, `.truncated`.
    package func segments() throws(ELFError) -> [ELFSegment] {
        let header = ELFTable(bytes: bytes, offset: 0, count: 1, entrySize: ELFHeader.size, order: order)
        let offset = try header.load(UInt64.self, at: 32)
        let entrySize = try header.load(UInt16.self, at: 54)
        let count = Int(try header.load(UInt16.self, at: 56))
        guard count > 0 else { return [] }
        guard Int(entrySize) == ELFSegment.headerSize else {
            throw .headerField(
                "e_phentsize", offset: 54, found: UInt64(entrySize),
                expected: UInt64(ELFSegment.headerSize))
        }
        let size = count * ELFSegment.headerSize
        guard offset <= UInt64(bytes.count), size <= bytes.count - Int(offset) else {
            throw .truncated(offset: Int(clamping: offset), expected: size, available: bytes.count)
        }
        let table = ELFTable(
            bytes: bytes, offset: Int(offset), count: count, entrySize: ELFSegment.headerSize,
            order: order)
        var segments: [ELFSegment] = []
        for index in 0..<count {
            segments.append(
                ELFSegment(
                    type: try table.load(UInt32.self, at: 0, of: index),
                    flags: try table.load(UInt32.self, at: 4, of: index),
                    offset: try table.load(UInt64.self, at: 8, of: index),
                    address: try table.load(UInt64.self, at: 16, of: index),
                    memorySize: try table.load(UInt64.self, at: 40, of: index)))
        }
        return segments
    }
}
