internal import SwiftletBTF

/// The bytes to load for a field.
struct COREPlace {
    /// The offset in bytes from the start of the outermost struct.
    let byteOffset: Int
    /// The size in bytes. For a bit field it is the size of the integer to load: a power of two if the
    /// size of its type is.
    let byteSize: Int

    init(byteOffset: Int, byteSize: Int) {
        self.byteOffset = byteOffset
        self.byteSize = byteSize
    }

    /// The smallest integer that contains the complete bit field, is aligned to its own size and is no
    /// smaller than the declared type.
    ///
    /// - Throws: `COREError.bitFieldTooWide` if no integer of up to 8 bytes fits, `.bitFieldType`.
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
