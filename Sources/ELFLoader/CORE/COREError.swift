public import SwiftletBTF
public import SwiftletObject

/// Why a CO-RE relocation could not be read, resolved or applied.
///
/// That something is missing in the target is no error: see `COREResolution`.
public enum COREError: Error, Equatable, Sendable {
    /// A kind of relocation that this code does not know.
    case unknownKind(kind: UInt32)
    /// The record's place is not that of an instruction; in bytes from the start of the section.
    case misaligned(offset: UInt32)

    /// The path is not numbers with colons between them, or not `0` where nothing but a type is meant.
    case pathSyntax(type: BTFTypeID, path: String)
    /// The path, or its counterpart in the target, has too many levels.
    case pathTooLong(type: BTFTypeID, limit: Int)
    /// A step's index is beyond the members, elements or named values that there are.
    case stepOutOfRange(type: BTFTypeID, path: String, step: Int, found: Int, count: Int)
    /// A step leads into a type that has no parts.
    case stepInto(type: BTFTypeID, path: String, step: Int, kind: BTFKind)
    /// A member's name is there, and empty.
    case unnamedMember(type: BTFTypeID, member: Int)
    /// The path should be an index into an enumeration.
    case notEnumerator(type: BTFTypeID, kind: BTFKind, path: String)
    /// The field is more than 2^32 bits away.
    case offsetOverflow(type: BTFTypeID)

    /// A type without a name can't be looked for.
    case anonymousType(type: BTFTypeID, kind: COREKind)
    /// Two types of the target match and give different answers; what each is and gives.
    case ambiguous(
        kind: COREKind, path: String, first: String, firstID: BTFTypeID, firstAnswer: String,
        second: String, secondID: BTFTypeID, secondAnswer: String)
    /// No integer of up to 64 bits, aligned to its size, holds all of the bit field.
    case bitFieldTooWide(side: CORESide, path: String, kind: COREKind)
    /// Something was asked of an array's element that only members have.
    case arrayElement(side: CORESide, path: String, kind: COREKind)
    /// A bit field of a type that has no size to load it by.
    case bitFieldType(side: CORESide, path: String, kind: BTFKind)
    /// Comparing two types took too many steps; types that contain themselves, most likely.
    case tooComplex(type: BTFTypeID, limit: Int)
    /// The types themselves could not be read.
    case types(CORESide, BTFError)

    /// No such instruction, or a wide load whose second half is missing.
    case instructionOutOfRange(instruction: Int, count: Int)
    /// The instruction doesn't hold the value that the local types make of the relocation.
    case unexpectedValue(
        instruction: Int, form: COREForm, found: UInt64, expected: UInt64, new: UInt64)
    /// The new value does not fit in the instruction.
    case valueTooLarge(instruction: Int, form: COREForm, value: UInt64, limit: UInt64)
    /// A load or store of another size than the field has; in bytes.
    case unexpectedSize(instruction: Int, found: Int, expected: Int)
    /// No load or store is of the size that the field has in the target; in bytes.
    case unloadableSize(instruction: Int, size: Int)
    /// An instruction without a place for the value.
    case unexpectedInstruction(instruction: Int, found: Instruction)
}
