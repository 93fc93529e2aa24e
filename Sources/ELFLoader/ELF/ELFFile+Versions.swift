internal import SwiftletBytes

/// The version of a dynamic symbol (`malloc@@GLIBC_2.2.5`).
package struct ELFSymbolVersion: Sendable, Equatable {
    /// Empty if the file has no versions, or if the symbol is local or unversioned.
    package let name: String
    /// Whether the version is not the one that new programs link with: `@`, not `@@`.
    package let isHidden: Bool
}

extension ELFFile {
    /// The versions of `dynamicSymbols` that the file itself defines, in the same order.
    ///
    /// Empty if the file has no `.gnu.version`. Source: Linux Standard Base, "Symbol Versioning".
    ///
    /// - Throws: `ELFError.sectionContents`, `.sectionField`, `.sectionSize`, `.sectionIndex`,
    ///   `.sectionTruncated`, `.name`, `.namesTooLong` if the tables are malformed.
    package func dynamicSymbolVersions() throws(ELFError) -> [ELFSymbolVersion] {
        guard let section = sections.first(where: { $0.type == .symbolVersions }) else { return [] }
        let table = try ELFTable(section, of: bytes, entrySize: 2, order)
        let names = try versionNames()
        var versions: [ELFSymbolVersion] = []
        versions.reserveCapacity(table.count)
        for index in 0..<table.count {
            let entry = try table.load(UInt16.self, at: 0, of: index)
            versions.append(
                ELFSymbolVersion(name: names[entry & 0x7fff] ?? "", isHidden: entry & 0x8000 != 0))
        }
        return versions
    }

    /// The names of the versions that the file defines, keyed by `vd_ndx`.
    ///
    ///     Elf64_Verdef  vd_version 2, vd_flags 2, vd_ndx 2, vd_cnt 2, vd_hash 4, vd_aux 4, vd_next 4
    ///     Elf64_Verdaux vda_name 4, vda_next 4
    private func versionNames() throws(ELFError) -> [UInt16: String] {
        guard let section = sections.first(where: { $0.type == .versionDefinitions }) else { return [:] }
        let contents = try section.contents(of: bytes)
        let strings = try ELFStringTable(try linked(section), of: bytes)
        var allNames = ELFNames(fileSize: bytes.count)
        var names: [UInt16: String] = [:]
        var offset = 0
        // Each entry holds the distance to the next. The section's size limits how many there can be.
        for _ in 0..<max(1, contents.count / 20) where offset < contents.count {
            let table = ELFTable(
                bytes: contents, offset: offset, count: 1, entrySize: 20, order: order,
                section: section.index)
            let auxiliary = ELFTable(
                bytes: contents, offset: offset + Int(try table.load(UInt32.self, at: 12)), count: 1,
                entrySize: 8, order: order, section: section.index)
            let index = try table.load(UInt16.self, at: 4)
            names[index] = try allNames.name(at: try auxiliary.load(UInt32.self, at: 0), in: strings)
            let next = Int(try table.load(UInt32.self, at: 16))
            if next == 0 { break }
            offset += next
        }
        return names
    }
}
