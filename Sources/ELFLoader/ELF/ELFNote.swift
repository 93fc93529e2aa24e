package import SwiftletBytes

/// One entry of a note section.
///
///     byte  0        4        8        12
///           ┌────────┬────────┬────────┬──────────────┬────────────────────┐
///           │ namesz │ descsz │ type   │ name, padded │ descriptor, padded │
///           └────────┴────────┴────────┴──────────────┴────────────────────┘
///
/// Source: gABI, "Note Section". Both paddings are to 4 bytes, in 64-bit files too.
package struct ELFNote: Sendable {
    /// The name, without its NUL.
    package let name: String
    package let type: UInt32
    package let descriptor: ByteView
}

extension ELFFile {
    /// The notes of a section, in order.
    ///
    /// - Throws: `ELFError.sectionContents`, or `.sectionTruncated` if the last note is cut off.
    package func notes(in section: ELFSection) throws(ELFError) -> [ELFNote] {
        let contents = try section.contents(of: bytes)
        var notes: [ELFNote] = []
        var offset = 0
        while offset < contents.count {
            let header = ELFTable(
                bytes: contents, offset: offset, count: 1, entrySize: 12, order: order,
                section: section.index)
            let nameSize = Int(try header.load(UInt32.self, at: 0))
            let size = Int(try header.load(UInt32.self, at: 4))
            let type = try header.load(UInt32.self, at: 8)
            let start = offset + 12
            let place = start + (nameSize + 3) / 4 * 4
            do throws(BytesError) {
                let name = try contents.slice(at: start, count: nameSize)
                notes.append(
                    ELFNote(
                        name: String(decoding: name.bytes.prefix { $0 != 0 }, as: UTF8.self),
                        type: type, descriptor: try contents.slice(at: place, count: size)))
            } catch {
                throw header.cutOff(at: start, expected: place - start + size)
            }
            offset = place + (size + 3) / 4 * 4
        }
        return notes
    }
}
