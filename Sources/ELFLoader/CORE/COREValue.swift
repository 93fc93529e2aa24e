internal import SwiftletBTF
internal import SwiftletBytes

/// The value of a relocation kind for a path, in one of the two tables.
struct COREValue: Sendable, Equatable {
    var value: UInt64
    /// The value of a 32-bit enumerator without sign extension.
    var zeroExtended: UInt64?
    /// Whether the instruction must contain the same value. Compilers may disagree about bit fields, and
    /// linkers renumber types.
    var isCertain = true
    /// The size in bytes of a load or store of the field, set for the offset of a field that is not a
    /// bit field. For an array, it is the size of one element.
    var size = 0
    var type = BTFTypeID.void

    /// - Throws: `COREError.arrayElement`, `.bitFieldTooWide`, `.bitFieldType`, `.types`.
    init(of path: COREPath, _ kind: COREKind, in types: CORETypes) throws(COREError) {
        switch kind {
        case .fieldExists, .typeExists, .typeMatches, .enumeratorExists:
            value = 1
        case .typeSize:
            value = UInt64(try types.size(of: path.root))
        case .localTypeID, .targetTypeID:
            value = UInt64(path.root.rawValue)
            // Linking objects renumbers their types but does not update the instructions.
            isCertain = false
        case .enumeratorValue:
            guard let step = path.steps.first else {
                // A path for this kind always has exactly one step.
                throw .pathSyntax(type: path.root, path: "")
            }
            let type = try types.type(step.type)
            let enumerator = try types.enumerator(step.index, of: type).value
            // libbpf sign-extends 32-bit enumerators even if the enumeration is unsigned. clang does not,
            // so libbpf rejects such a value when an instruction contains it; see COREResolution.
            let isNarrow = type.kind == .enumeration
            value =
                isNarrow
                ? UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: enumerator))) : enumerator
            zeroExtended = isNarrow ? enumerator & 0xffff_ffff : enumerator
        case .fieldByteOffset, .fieldByteSize, .fieldSigned, .fieldLeftShift, .fieldRightShift:
            guard let step = path.steps.last else {
                throw .pathSyntax(type: path.root, path: "")
            }
            self =
                step.name == nil
                ? try Self(element: step, path, kind, in: types)
                : try Self(member: step, path, kind, in: types)
        }
    }

    private init(_ value: Int) {
        // The shift is negative if no register can hold the field. It is sign-extended to 64 bits, as
        // in libbpf.
        self.value = UInt64(bitPattern: Int64(value))
    }

    private init(
        element: COREStep, _ path: COREPath, _ kind: COREKind, in types: CORETypes
    ) throws(COREError) {
        switch kind {
        case .fieldByteOffset:
            self.init(path.bitOffset / 8)
            size = try types.size(ofElement: element.type)
            type = element.type
        case .fieldByteSize:
            self.init(try types.size(of: element.type))
        default:
            throw .arrayElement(side: types.side, path: path.text(in: types), kind: kind)
        }
    }

    private init(
        member: COREStep, _ path: COREPath, _ kind: COREKind, in types: CORETypes
    ) throws(COREError) {
        let declared = try types.member(member.index, of: types.type(member.type))
        let fieldType = try types.resolving(declared.type)
        let isBitField = declared.bitfieldSize > 0
        let place =
            isBitField
            ? try COREPlace(bitField: declared, of: fieldType, path, kind, in: types)
            : COREPlace(
                byteOffset: path.bitOffset / 8, byteSize: try types.size(of: fieldType.id))
        let bits = isBitField ? Int(declared.bitfieldSize) : 8 * place.byteSize
        let bitsBefore = path.bitOffset - 8 * place.byteOffset
        switch kind {
        case .fieldByteOffset:
            self.init(place.byteOffset)
            isCertain = !isBitField
            if !isBitField {
                size = try types.size(ofElement: fieldType.id)
                type = fieldType.id
            }
        case .fieldByteSize:
            self.init(place.byteSize)
            isCertain = !isBitField
        case .fieldSigned:
            let isSigned =
                fieldType.kind == .integer
                ? try types.integer(of: fieldType).isSigned
                : fieldType.kind.isEnumeration && fieldType.flag
            self.init(isSigned ? 1 : 0)
        case .fieldLeftShift:
            // The program and the target have the same byte order.
            let shift =
                types.table.order == .little
                ? 64 - (bitsBefore + bits) : 8 * (8 - place.byteSize) + bitsBefore
            self.init(shift)
            isCertain = !isBitField
        default:
            // The right shift.
            self.init(64 - bits)
        }
    }
}
