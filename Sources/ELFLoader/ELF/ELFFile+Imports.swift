internal import SwiftletBytes

// Imports of a program or library: needed libraries, required symbol versions, and the slots that the
// dynamic loader fills.

/// The version that an imported symbol requires, and the library expected to define it.
package struct ELFRequiredVersion: Sendable, Equatable {
    package let library: String
    package let version: String
}

/// A word of a running program in which the dynamic loader stores a function's address.
package struct ELFFunctionSlot: Sendable, Equatable {
    package enum Target: Sendable, Equatable {
        /// The address that the resolver at this address returns (R_*_IRELATIVE).
        case resolver(UInt64)
        /// The function named by an entry of `dynamicSymbols`.
        case symbol(index: Int)
    }

    /// An address in the running program, relative to the load address if the file is a library.
    package let address: UInt64
    package let target: Target
}

extension ELFFile {
    /// The libraries that the dynamic loader loads with the file (DT_NEEDED), in search order; empty
    /// for a static program.
    ///
    /// - Throws: `ELFError.sectionContents`, `.sectionField`, `.sectionSize`, `.sectionIndex`, `.name`,
    ///   `.namesTooLong` if the tables are malformed.
    package func neededLibraries() throws(ELFError) -> [String] {
        guard let section = sections.first(where: { $0.type == .dynamic }) else { return [] }
        let table = try ELFTable(section, of: bytes, entrySize: 16, order)
        let strings = try ELFStringTable(try linked(section), of: bytes)
        var allNames = ELFNames(fileSize: bytes.count)
        var names: [String] = []
        for index in 0..<table.count {
            let tag = try table.load(UInt64.self, at: 0, of: index)
            if tag == 0 { break }
            guard tag == 1 else { continue }
            let offset = UInt32(clamping: try table.load(UInt64.self, at: 8, of: index))
            names.append(try allNames.name(at: offset, in: strings))
        }
        return names
    }

    /// The versions that `dynamicSymbols` require from other files, in the same order.
    ///
    /// An element is nil if the symbol requires no version. The array is empty if the file has no
    /// versions.
    ///
    ///     Elf64_Verneed  vn_version 2, vn_cnt 2, vn_file 4, vn_aux 4, vn_next 4
    ///     Elf64_Vernaux  vna_hash 4, vna_flags 2, vna_other 2, vna_name 4, vna_next 4
    ///
    /// Source: Linux Standard Base, "Symbol Versioning".
    ///
    /// - Throws: `ELFError.sectionContents`, `.sectionField`, `.sectionSize`, `.sectionIndex`,
    ///   `.sectionTruncated`, `.name`, `.namesTooLong` if the tables are malformed.
    package func requiredVersions() throws(ELFError) -> [ELFRequiredVersion?] {
        guard let section = sections.first(where: { $0.type == .symbolVersions }),
            let requirements = sections.first(where: { $0.type == .versionRequirements })
        else { return [] }
        let known = try versions(in: requirements)
        let table = try ELFTable(section, of: bytes, entrySize: 2, order)
        var versions: [ELFRequiredVersion?] = []
        for index in 0..<table.count {
            versions.append(known[try table.load(UInt16.self, at: 0, of: index) & 0x7fff])
        }
        return versions
    }

    /// The required versions, keyed by `vna_other`, which `.gnu.version` refers to.
    private func versions(
        in section: ELFSection
    ) throws(ELFError) -> [UInt16: ELFRequiredVersion] {
        let contents = try section.contents(of: bytes)
        let strings = try ELFStringTable(try linked(section), of: bytes)
        var allNames = ELFNames(fileSize: bytes.count)
        var known: [UInt16: ELFRequiredVersion] = [:]
        // Each entry holds the distance to the next. The section's size limits how many there can be.
        var entriesLeft = contents.count / 16
        var offset = 0
        while entriesLeft > 0 {
            entriesLeft -= 1
            let file = ELFTable(
                bytes: contents, offset: offset, count: 1, entrySize: 16, order: order,
                section: section.index)
            let library = try allNames.name(at: try file.load(UInt32.self, at: 4), in: strings)
            var place = offset + Int(try file.load(UInt32.self, at: 8))
            while entriesLeft > 0 {
                entriesLeft -= 1
                let version = ELFTable(
                    bytes: contents, offset: place, count: 1, entrySize: 16, order: order,
                    section: section.index)
                let name = try allNames.name(at: try version.load(UInt32.self, at: 8), in: strings)
                known[try version.load(UInt16.self, at: 6) & 0x7fff] = ELFRequiredVersion(
                    library: library, version: name)
                let next = Int(try version.load(UInt32.self, at: 12))
                if next == 0 { break }
                place += next
            }
            let next = Int(try file.load(UInt32.self, at: 12))
            if next == 0 { break }
            offset += next
        }
        return known
    }

    /// The section that another one refers to (`sh_link`).
    ///
    /// - Throws: `ELFError.sectionIndex` if there is no such section.
    func linked(_ section: ELFSection) throws(ELFError) -> ELFSection {
        guard section.link < sections.count else {
            throw .sectionIndex(
                section: section.index, "sh_link", found: section.link, count: sections.count)
        }
        return sections[Int(section.link)]
    }

    /// The slots that the dynamic loader fills with function addresses, on x86-64 and arm64.
    ///
    ///     Elf64_Rela  r_offset 8, r_info 8 (symbol 4, type 4), r_addend 8
    ///
    /// - Throws: `ELFError.sectionContents`, `.sectionField`, `.sectionSize` if a table is malformed.
    package func functionSlots() throws(ELFError) -> [ELFFunctionSlot] {
        let indirect: UInt32
        let direct: [UInt32]
        switch machine {
        case .x86_64:  // R_X86_64_IRELATIVE; R_X86_64_64, _GLOB_DAT, _JUMP_SLOT
            indirect = 37
            direct = [1, 6, 7]
        case .aarch64:  // R_AARCH64_IRELATIVE; R_AARCH64_ABS64, _GLOB_DAT, _JUMP_SLOT
            indirect = 1032
            direct = [257, 1025, 1026]
        default: return []
        }
        var slots: [ELFFunctionSlot] = []
        for section in sections
        where section.type == .relocationsWithAddends && section.flags.contains(.allocated) {
            let table = try ELFTable(section, of: bytes, entrySize: 24, order)
            for index in 0..<table.count {
                let info = try table.load(UInt64.self, at: 8, of: index)
                let type = UInt32(truncatingIfNeeded: info)
                let address = try table.load(UInt64.self, at: 0, of: index)
                let addend = try table.load(UInt64.self, at: 16, of: index)
                if type == indirect {
                    slots.append(ELFFunctionSlot(address: address, target: .resolver(addend)))
                } else if direct.contains(type), addend == 0 {
                    slots.append(
                        ELFFunctionSlot(address: address, target: .symbol(index: Int(info >> 32))))
                }
            }
        }
        return slots
    }
}
