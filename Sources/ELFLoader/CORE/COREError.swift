package import SwiftletBTF
package import SwiftletObject

/// An error in reading, resolving or applying a CO-RE relocation.
///
/// If the target lacks a type or field, that is not an error: see `COREResolution`.
package enum COREError: Error, Equatable, Sendable {
    /// The kind of relocation is unknown.
    case unknownKind(kind: UInt32)
    /// A record's offset, in bytes from the start of the section, is inside an instruction.
    case misaligned(offset: UInt32)

    /// The path is not a list of numbers separated by colons, or not `0` for a relocation about a type.
    case pathSyntax(type: BTFTypeID, path: String)
    /// The path, or its counterpart in the target, has too many levels.
    case pathTooLong(type: BTFTypeID, limit: Int)
    /// The index of a step exceeds the number of members, elements or enumerators.
    case stepOutOfRange(type: BTFTypeID, path: String, step: Int, found: Int, count: Int)
    /// A step leads into a type that has no members or elements.
    case stepInto(type: BTFTypeID, path: String, step: Int, kind: BTFKind)
    /// A member has a name, but the name is empty.
    case unnamedMember(type: BTFTypeID, member: Int)
    /// The path is not an index into an enumeration.
    case notEnumerator(type: BTFTypeID, kind: BTFKind, path: String)
    /// The offset of the field does not fit 32 bits, counted in bits.
    case offsetOverflow(type: BTFTypeID)

    /// The type has no name, so the target cannot be searched for it.
    case anonymousType(type: BTFTypeID, kind: COREKind)
    /// Two matching types of the target give different results. The case names each type and its
    /// result.
    case ambiguous(
        kind: COREKind, path: String, first: String, firstID: BTFTypeID, firstAnswer: String,
        second: String, secondID: BTFTypeID, secondAnswer: String)
    /// No integer of up to 64 bits, aligned to its size, contains the complete bit field.
    case bitFieldTooWide(side: CORESide, path: String, kind: COREKind)
    /// The kind of relocation applies to members, but the path leads to an array element.
    case arrayElement(side: CORESide, path: String, kind: COREKind)
    /// A bit field is not of an integer or enumeration type, so it has no size to load it with.
    case bitFieldType(side: CORESide, path: String, kind: BTFKind)
    /// Comparing two types took too many steps, most likely because they contain themselves.
    case tooComplex(type: BTFTypeID, limit: Int)
    /// The types themselves could not be read.
    case types(CORESide, BTFError)

    /// There is no such instruction, or the second half of a wide load is missing.
    case instructionOutOfRange(instruction: Int, count: Int)
    /// The instruction does not contain the value computed from the local types.
    case unexpectedValue(
        instruction: Int, form: COREForm, found: UInt64, expected: UInt64, new: UInt64)
    /// The new value does not fit in the instruction.
    case valueTooLarge(instruction: Int, form: COREForm, value: UInt64, limit: UInt64)
    /// A load or store differs in size from the field. Sizes are in bytes.
    case unexpectedSize(instruction: Int, found: Int, expected: Int)
    /// No load or store has the size of the field in the target, in bytes.
    case unloadableSize(instruction: Int, size: Int)
    /// The instruction has no place for the value.
    case unexpectedInstruction(instruction: Int, found: Instruction)
}
