/// Writes small ELF64 files, sound ones or not: the section headers come first, so that the contents
/// can be cut off.
struct ELFBuilder {
    struct Section {
        var name: UInt32 = 0
        var type: UInt32
        var offset: UInt64?
        var size: UInt64?
        var link: UInt32 = 0
        var info: UInt32 = 0
        var entrySize: UInt64 = 0
        var contents: [UInt8] = []
    }

    /// The null section first.
    var sections: [Section] = [Section(type: 0)]
    var nameSection: UInt16 = 0
    /// e_shnum; the number of sections if nil.
    var sectionCount: UInt16?

    var bytes: [UInt8] {
        var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
        file += Self.little(UInt16(1)) + Self.little(UInt16(247)) + Self.little(UInt32(1))
        file += Self.little(UInt64(0)) + Self.little(UInt64(0)) + Self.little(UInt64(64))
        file += Self.little(UInt32(0)) + Self.little(UInt16(64)) + Self.little(UInt32(0))
        file += Self.little(UInt16(64)) + Self.little(sectionCount ?? UInt16(sections.count))
        file += Self.little(nameSection)
        var end = UInt64(64 + 64 * sections.count)
        for section in sections {
            file += Self.little(section.name) + Self.little(section.type) + Self.little(UInt64(0))
            file += Self.little(UInt64(0)) + Self.little(section.offset ?? end)
            file += Self.little(section.size ?? UInt64(section.contents.count))
            file += Self.little(section.link) + Self.little(section.info)
            file += Self.little(UInt64(1)) + Self.little(section.entrySize)
            end += UInt64(section.contents.count)
        }
        for section in sections { file += section.contents }
        return file
    }

    static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// A symbol table's entry.
    static func symbol(name: UInt32, info: UInt8 = 0x10, section: UInt16) -> [UInt8] {
        little(name) + [info, 0] + little(section) + little(UInt64(0)) + little(UInt64(0))
    }
}
