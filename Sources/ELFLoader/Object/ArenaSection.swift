internal import SwiftletBytes
internal import SwiftletELF

/// The `__arena` variables (address space 1), which are the initial contents of the object's arena.
struct ArenaSection {
    let section: ELFSection
    let bytes: [UInt8]

    static let name = ".addr_space.1"

    /// - Returns: The section, or nil if the file has no such variables.
    static func find(in file: ELFFile) throws(ObjectError) -> ArenaSection? {
        guard let section = file.sections.first(where: { $0.name == name && $0.size > 0 }) else { return nil }
        return ArenaSection(
            section: section,
            bytes: section.type == .noBits
                ? try DataSections.zeroes(of: section)
                : try ObjectSpec.contents(of: section, in: file).bytes)
    }
}
