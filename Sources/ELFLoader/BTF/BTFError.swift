package import SwiftletBytes

/// An error in type information.
///
/// Offsets count in bytes from the start of the blob (`.BTF`, `.BTF.ext` or the kernel's) unless a case
/// says otherwise.
package enum BTFError: Error, Equatable, Sendable {
    /// The blob ends inside its header.
    case headerTruncated(needed: Int, available: Int)
    /// The blob does not begin with 0xEB9F in either byte order.
    case badMagic(found: UInt16)
    /// The blob has an unknown version of the format. The only version so far is 1.
    case unsupportedVersion(found: UInt8, expected: UInt8)
    /// The header refers to a section outside the blob.
    case sectionOutOfBounds(section: BTFSectionName, offset: Int, count: Int, available: Int)
    /// A split table and its base have different byte orders.
    case byteOrderMismatch(found: ByteOrder, expected: ByteOrder)
    /// There are more types than type ids.
    case tooManyTypes(limit: Int)
    /// Neither this code nor the blob's own layout section describes the kind.
    case unknownKind(type: BTFTypeID, offset: Int, kind: UInt8)
    /// A type with its trailing data extends past the end of the type section.
    case typeTruncated(type: BTFTypeID, offset: Int, needed: Int, available: Int)
    /// The type does not exist: ids run from 0 up to, but not including, `end`.
    case noSuchType(type: BTFTypeID, end: BTFTypeID)
    /// A name's offset is outside the string section.
    case nameOutOfBounds(offset: UInt32, available: Int)
    /// A name has no NUL before the end of the string section.
    case nameUnterminated(offset: UInt32)
    /// The type is not of the expected kind.
    case unexpectedKind(type: BTFTypeID, found: BTFKind, expected: BTFKinds)
    /// A chain of references is longer than `limit`; it is most likely a cycle.
    case tooDeep(type: BTFTypeID, limit: Int)
    /// The type has no size: it is void, a function or a declaration.
    case noSize(type: BTFTypeID, kind: BTFKind)
    /// The size of an array in bytes does not fit 32 bits.
    case sizeOverflow(type: BTFTypeID)
    /// `.BTF.ext`: the record size is too small for the fields, or not a multiple of 4.
    case badRecordSize(section: BTFSectionName, found: Int, expected: Int)
    /// `.BTF.ext`: a section has fewer records than its count states.
    case recordsTruncated(
        section: BTFSectionName, offset: Int, recordSize: Int, count: Int, available: Int)
    /// `.BTF.ext`: a section has no records.
    case noRecords(section: BTFSectionName, offset: Int)
    /// The fix-ups lack the size of an ELF section, or the offset of a variable in it.
    case unknownLayout(section: String, variable: String?)
    /// A value is too large for its field.
    case fieldOverflow(type: BTFTypeID, value: Int, limit: Int)
    /// A read from the bytes failed.
    case bytes(BytesError)
}
