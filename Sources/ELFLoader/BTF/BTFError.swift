public import SwiftletBytes

/// Why type information could not be read.
///
/// Offsets count in bytes from the start of the blob (`.BTF`, `.BTF.ext` or the kernel's), unless a
/// case says otherwise.
public enum BTFError: Error, Equatable, Sendable {
    /// The blob ends inside its header.
    case headerTruncated(needed: Int, available: Int)
    /// The blob does not begin with 0xEB9F in either byte order.
    case badMagic(found: UInt16)
    /// A version of the format that this code does not know; 1 is the only one so far.
    case unsupportedVersion(found: UInt8, expected: UInt8)
    /// The header names a section that is not in the blob.
    case sectionOutOfBounds(section: BTFSectionName, offset: Int, count: Int, available: Int)
    /// A split table's base has the other byte order.
    case byteOrderMismatch(found: ByteOrder, expected: ByteOrder)
    /// More types than a type id can number.
    case tooManyTypes(limit: Int)
    /// A kind that neither this code nor the blob's own layout section describes.
    case unknownKind(type: BTFTypeID, offset: Int, kind: UInt8)
    /// A type with all it lists is longer than what is left of the type section.
    case typeTruncated(type: BTFTypeID, offset: Int, needed: Int, available: Int)
    /// No such type: ids run from 0 up to, but not including, `end`.
    case noSuchType(type: BTFTypeID, end: BTFTypeID)
    /// A name's offset is not in the string section.
    case nameOutOfBounds(offset: UInt32, available: Int)
    /// A name runs past the end of the string section.
    case nameUnterminated(offset: UInt32)
    /// Another kind was asked for than the type has.
    case unexpectedKind(type: BTFTypeID, found: BTFKind, expected: BTFKinds)
    /// A chain of references that is longer than `limit`: most likely a cycle.
    case tooDeep(type: BTFTypeID, limit: Int)
    /// The type has no size: void, a function, a declaration.
    case noSize(type: BTFTypeID, kind: BTFKind)
    /// An array's size in bytes is beyond 32 bits.
    case sizeOverflow(type: BTFTypeID)
    /// `.BTF.ext`: a record's size is too small for its fields, or no multiple of 4.
    case badRecordSize(section: BTFSectionName, found: Int, expected: Int)
    /// `.BTF.ext`: the records that a section announces are not all there.
    case recordsTruncated(
        section: BTFSectionName, offset: Int, recordSize: Int, count: Int, available: Int)
    /// `.BTF.ext`: a section without records.
    case noRecords(section: BTFSectionName, offset: Int)
    /// Nobody said how large the ELF section of these variables is, or where one of them lies.
    case unknownLayout(section: String, variable: String?)
    /// A value is too large for the field that it must go in.
    case fieldOverflow(type: BTFTypeID, value: Int, limit: Int)
    /// The bytes themselves could not be read.
    case bytes(BytesError)
}
