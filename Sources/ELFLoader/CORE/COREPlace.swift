internal import SwiftletBTF

/// Which bytes have to be loaded for a field.
struct COREPlace {
    /// From the start of the outermost struct.
    let byteOffset: Int
    /// Of a bit field, the size of the integer to load: a power of two if its type's size is.
    let byteSize: Int

    init(byteOffset: Int, byteSize: Int) {
        self.byteOffset = byteOffset
        self.byteSize = byteSize
    }

    /// The smallest integer, aligned to its own size and no smaller than the declared type, that holds
    /// all of a bit field.
    ///
    /// - Throws: `COREError.bitFieldTooWide` if there is none of up to 8 bytes, `.bitFieldType`.
    init(
        bitField member: BTFMember, of type: BTFType, _ path: COREPath, _ kind: COREKind,
        in types: CORETypes
    ) throws(COREError) {
        guard let declared = type.size, declared > 0,
            type.kind == .integer || type.kind.isEnumeration
        else {
            throw .bitFieldType(side: types.side, path: path.text(in: types), kind: type.kind)
        }
        var size = declared
        var offset = path.bitOffset / 8 / size * size
        while path.bitOffset + Int(member.bitfieldSize) - 8 * offset > 8 * size {
            guard size < 8 else {
                throw .bitFieldTooWide(side: types.side, path: path.text(in: types), kind: kind)
            }
            size *= 2
            offset = path.bitOffset / 8 / size * size
        }
        byteOffset = offset
        byteSize = size
    }
}
