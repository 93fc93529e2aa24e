internal import SwiftletBytes

/// The header of a type table, which locates its sections (`struct btf_header`).
struct BTFHeader: Sendable {
    let order: ByteOrder
    /// The length of the header in bytes. Section offsets count from its end.
    let length: Int
    let types: ByteView
    /// The offset of the type section in the blob.
    let typesOffset: Int
    let strings: ByteView
    /// The layout of each kind (Linux 7.2); empty in older tables.
    let layout: ByteView

    /// 0xEB9F, in the byte order of the rest of the table.
    static var magic: UInt16 { 0xeb9f }
    static var version: UInt8 { 1 }
    /// The length without the layout section's fields, as it was up to Linux 7.1.
    static var minimumLength: Int { 24 }

    /// - Throws: `BTFError.headerTruncated`, `.badMagic`, `.unsupportedVersion`,
    ///   `.sectionOutOfBounds`.
    init(parsing bytes: ByteView) throws(BTFError) {
        order = try Self.byteOrder(of: bytes)
        length = try Self.length(of: bytes, order, minimum: Self.minimumLength)
        types = try Self.section(.types, at: 8, of: bytes, order, after: length)
        // `section` has just checked that this is inside the blob.
        typesOffset = length + (try Self.word(at: 8, of: bytes, order))
        strings = try Self.section(.strings, at: 16, of: bytes, order, after: length)
        layout =
            length >= 32
            ? try Self.section(.layout, at: 24, of: bytes, order, after: length)
            : ByteView([])
    }

    /// The byte order in which the magic number reads correctly.
    static func byteOrder(of bytes: ByteView) throws(BTFError) -> ByteOrder {
        guard let magic = try? bytes.load(UInt16.self, at: 0, .little),
            let version = try? bytes.load(UInt8.self, at: 2, .little)
        else { throw .headerTruncated(needed: minimumLength, available: bytes.count) }
        guard magic == Self.magic || magic.byteSwapped == Self.magic else {
            throw .badMagic(found: magic)
        }
        guard version == Self.version else {
            throw .unsupportedVersion(found: version, expected: Self.version)
        }
        return magic == Self.magic ? .little : .big
    }

    /// The header's own length field, checked against the size of the blob.
    static func length(
        of bytes: ByteView, _ order: ByteOrder, minimum: Int
    ) throws(BTFError) -> Int {
        guard let length = try? Int(bytes.load(UInt32.self, at: 4, order)),
            length >= minimum, length <= bytes.count
        else { throw .headerTruncated(needed: minimum, available: bytes.count) }
        return length
    }

    /// The section whose offset and length are at `field` in the header.
    static func section(
        _ name: BTFSectionName, at field: Int, of bytes: ByteView, _ order: ByteOrder,
        after length: Int
    ) throws(BTFError) -> ByteView {
        let offset = try word(at: field, of: bytes, order) + length
        let count = try word(at: field + 4, of: bytes, order)
        do {
            return try bytes.slice(at: offset, count: count)
        } catch {
            throw .sectionOutOfBounds(
                section: name, offset: offset, count: count, available: bytes.count)
        }
    }

    /// A field of the header.
    static func word(
        at field: Int, of bytes: ByteView, _ order: ByteOrder
    ) throws(BTFError) -> Int {
        do {
            return Int(try bytes.load(UInt32.self, at: field, order))
        } catch {
            throw .headerTruncated(needed: field + 4, available: bytes.count)
        }
    }
}
