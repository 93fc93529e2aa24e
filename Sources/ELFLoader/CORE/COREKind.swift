/// The property of the target's types that a relocation asks for (`enum bpf_core_relo_kind`).
package enum COREKind: UInt32, Sendable, CaseIterable {
    /// BPF_CORE_FIELD_BYTE_OFFSET: the offset in bytes from the start of the struct. A bit field has
    /// the offset of the aligned integer around it.
    case fieldByteOffset = 0
    /// BPF_CORE_FIELD_BYTE_SIZE: the size in bytes. A bit field has the size of the aligned integer
    /// around it.
    case fieldByteSize = 1
    /// BPF_CORE_FIELD_EXISTS: 0 or 1
    case fieldExists = 2
    /// BPF_CORE_FIELD_SIGNED: 0 or 1
    case fieldSigned = 3
    /// BPF_CORE_FIELD_LSHIFT_U64: the left shift that moves the field's highest bit in the loaded
    /// integer to the highest of 64 bits
    case fieldLeftShift = 4
    /// BPF_CORE_FIELD_RSHIFT_U64: the right shift after that
    case fieldRightShift = 5
    /// BPF_CORE_TYPE_ID_LOCAL: the type id in the object's own table
    case localTypeID = 6
    /// BPF_CORE_TYPE_ID_TARGET: the type id in the target; 0 if there is no such type
    case targetTypeID = 7
    /// BPF_CORE_TYPE_EXISTS: 0 or 1
    case typeExists = 8
    /// BPF_CORE_TYPE_SIZE: the size in bytes; 0 if there is no such type
    case typeSize = 9
    /// BPF_CORE_ENUMVAL_EXISTS: 0 or 1
    case enumeratorExists = 10
    /// BPF_CORE_ENUMVAL_VALUE
    case enumeratorValue = 11
    /// BPF_CORE_TYPE_MATCHES: 0 or 1
    case typeMatches = 12
}

extension COREKind {
    /// Whether the relocation is about a field, at the end of a path.
    package var isField: Bool { rawValue <= COREKind.fieldRightShift.rawValue }

    /// Whether the relocation is about an enumerator.
    package var isEnumerator: Bool { self == .enumeratorExists || self == .enumeratorValue }

    /// Whether the relocation is about a type, without a path.
    package var isType: Bool { !isField && !isEnumerator }

    /// The name that libbpf prints.
    package var name: String {
        switch self {
        case .fieldByteOffset: "byte_off"
        case .fieldByteSize: "byte_sz"
        case .fieldExists: "field_exists"
        case .fieldSigned: "signed"
        case .fieldLeftShift: "lshift_u64"
        case .fieldRightShift: "rshift_u64"
        case .localTypeID: "local_type_id"
        case .targetTypeID: "target_type_id"
        case .typeExists: "type_exists"
        case .typeSize: "type_size"
        case .enumeratorExists: "enumval_exists"
        case .enumeratorValue: "enumval_value"
        case .typeMatches: "type_matches"
        }
    }
}
