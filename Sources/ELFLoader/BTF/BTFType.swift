/// One entry of a type table: the three words of `struct btf_type`.
///
/// The data after them (members, parameters, array bounds) is read through the table that the type came
/// from: `members(of:)`, `parameters(of:)`, `array(of:)` …
package struct BTFType: Sendable, Equatable {
    package let id: BTFTypeID
    /// The offset of the name in the table's strings; 0 if there is no name.
    package let nameOffset: UInt32
    package let kind: BTFKind
    /// `kind_flag`: members may be bit fields (struct, union), values are signed (enumerations), or the
    /// declaration is of a union (forward).
    package let flag: Bool
    /// The number of members, parameters, enumerators or variables; for a function, its linkage.
    package let vlen: Int
    /// A size in bytes or a type id, depending on the kind; see `size` and `referenced`.
    package let sizeOrType: UInt32
    /// The offset of the entry in bytes from the start of the blob.
    package let offset: Int

    package init(
        id: BTFTypeID, nameOffset: UInt32, kind: BTFKind, flag: Bool, vlen: Int, sizeOrType: UInt32,
        offset: Int
    ) {
        self.id = id
        self.nameOffset = nameOffset
        self.kind = kind
        self.flag = flag
        self.vlen = vlen
        self.sizeOrType = sizeOrType
        self.offset = offset
    }

    /// The type with id 0.
    package static var void: BTFType {
        BTFType(
            id: .void, nameOffset: 0, kind: .void, flag: false, vlen: 0, sizeOrType: 0, offset: 0)
    }
}

extension BTFType {
    /// The size in bytes stored in the entry; nil for kinds that store no size.
    ///
    /// `BTFTable.size(of:)` computes the size for the other kinds.
    package var size: Int? {
        switch kind {
        case .integer, .structure, .union, .enumeration, .enumeration64, .dataSection, .float:
            Int(sizeOrType)
        default: nil
        }
    }

    /// The type that the entry refers to: the pointee, or the modified, returned, tagged or declared
    /// type.
    ///
    /// Nil for kinds that have no reference in these words; `array(of:)` gives the element type of an
    /// array.
    package var referenced: BTFTypeID? {
        switch kind {
        case .pointer, .typedef, .volatile, .const, .restrict, .function, .functionPrototype,
            .variable, .declarationTag, .typeTag:
            BTFTypeID(sizeOrType)
        default: nil
        }
    }

    package var isAnonymous: Bool { nameOffset == 0 }

    /// The linkage of a function, which is stored in `vlen`.
    package var functionLinkage: BTFLinkage? {
        kind == .function ? BTFLinkage(rawValue: UInt32(clamping: vlen)) : nil
    }
}
