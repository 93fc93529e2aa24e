import SwiftletBTF
import SwiftletBytes
import SwiftletCORE
import Testing

/// Types and relocations that no compiler wrote.
struct HandmadeTypes {
    private var builder = BTFBuilder()
    /// The first integer, of 32 bits, without a sign.
    let integer: BTFTypeID

    init() {
        integer = builder.add(
            .integer, name: builder.string("unsigned int"), sizeOrType: 4, details: [32])
    }

    mutating func add(
        _ kind: BTFKind, _ name: String, flag: Bool = false, vlen: Int = 0, sizeOrType: UInt32 = 0,
        details: [UInt32] = []
    ) -> BTFTypeID {
        builder.add(
            kind, name: builder.string(name), flag: flag, vlen: vlen, sizeOrType: sizeOrType,
            details: details)
    }

    /// A struct whose members are given by name, type and bit offset.
    mutating func structure(
        _ name: String, size: UInt32, _ members: [(String, BTFTypeID, UInt32)], flag: Bool = false
    ) -> BTFTypeID {
        var details: [UInt32] = []
        for (name, type, offset) in members {
            details += [builder.string(name), type.rawValue, offset]
        }
        return add(
            .structure, name, flag: flag, vlen: members.count, sizeOrType: size, details: details)
    }

    mutating func array(of element: BTFTypeID, count: UInt32) -> BTFTypeID {
        add(.array, "", details: [element.rawValue, integer.rawValue, count])
    }

    func table() throws -> BTFTable { try BTFTable(parsing: ByteView(builder.bytes)) }

    /// The one relocation of an object with these types.
    ///
    /// Its bytes make the way through the parser, as those of a file would.
    func relocation(
        _ type: BTFTypeID, _ path: String, _ kind: UInt32, offset: UInt32 = 0
    ) throws -> CORERelocation {
        var builder = builder
        let section = builder.string("section")
        let text = builder.string(path)
        let table = try BTFTable(parsing: ByteView(builder.bytes))
        let words: [UInt32] = [
            0x0001_eb9f, 32, 0, 0, 0, 0, 0, 28,  // header
            16, section, 1, offset, type.rawValue, text, kind,
        ]
        let bytes = words.flatMap { word in
            withUnsafeBytes(of: ByteOrder.host == .little ? word : word.byteSwapped) { Array($0) }
        }
        let records = try BTFExt(parsing: ByteView(bytes), table: table)
        let record = try #require(records.relocations(in: "section").first)
        return try CORERelocation(record, at: 0, in: table)
    }

    func relocation(
        _ type: BTFTypeID, _ path: String, _ kind: COREKind
    ) throws -> CORERelocation {
        try relocation(type, path, kind.rawValue)
    }
}
