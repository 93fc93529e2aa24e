/// One entry of a type table: the three words of `struct btf_type`.
///
/// What follows them (members, parameters, an array's bounds …) is read through the table that the
/// type came from: `members(of:)`, `parameters(of:)`, `array(of:)` …
package struct BTFType: Sendable, Equatable {
    package let id: BTFTypeID
    /// Where the name begins in the table's strings; 0 if there is none.
    package let nameOffset: UInt32
    package let kind: BTFKind
    /// `kind_flag`: bit fields are marked (struct, union), values are signed (enumerations), the
    /// declaration is of a union (forward).
    package let flag: Bool
    /// How many members, parameters, enumerators or variables follow; a function's linkage.
    package let vlen: Int
    /// A size in bytes or a type, whichever the kind has; `size` and `referenced` say which.
    package let sizeOrType: UInt32
    /// Where the entry begins, in bytes from the start of the blob.
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
    /// The size in bytes that the entry states; nil for kinds that state none.
    ///
    /// `BTFTable.size(of:)` works it out for the others.
    package var size: Int? {
        switch kind {
        case .integer, .structure, .union, .enumeration, .enumeration64, .dataSection, .float:
            Int(sizeOrType)
        default: nil
        }
    }

    /// The type that the entry refers to: what is pointed at, modified, returned, tagged, declared.
    ///
    /// Nil for kinds that refer to none in these words; an array's element is in `array(of:)`.
    package var referenced: BTFTypeID? {
        switch kind {
        case .pointer, .typedef, .volatile, .const, .restrict, .function, .functionPrototype,
            .variable, .declarationTag, .typeTag:
            BTFTypeID(sizeOrType)
        default: nil
        }
    }

    package var isAnonymous: Bool { nameOffset == 0 }

    /// A function's linkage, where the kernel keeps it: in the place of the count.
    package var functionLinkage: BTFLinkage? {
        kind == .function ? BTFLinkage(rawValue: UInt32(clamping: vlen)) : nil
    }
}
