/// The kind of a type (`BTF_KIND_*` in include/uapi/linux/btf.h).
package enum BTFKind: UInt8, Sendable, CaseIterable {
    /// BTF_KIND_UNKN, type id 0
    case void = 0
    /// BTF_KIND_INT: an integer, including `bool` and `char`
    case integer = 1
    /// BTF_KIND_PTR
    case pointer = 2
    /// BTF_KIND_ARRAY
    case array = 3
    /// BTF_KIND_STRUCT
    case structure = 4
    /// BTF_KIND_UNION
    case union = 5
    /// BTF_KIND_ENUM: an enumeration with values of up to 32 bits
    case enumeration = 6
    /// BTF_KIND_FWD: a forward declaration of a struct or union
    case forward = 7
    /// BTF_KIND_TYPEDEF
    case typedef = 8
    /// BTF_KIND_VOLATILE
    case volatile = 9
    /// BTF_KIND_CONST
    case const = 10
    /// BTF_KIND_RESTRICT
    case restrict = 11
    /// BTF_KIND_FUNC: the name of a function and its prototype
    case function = 12
    /// BTF_KIND_FUNC_PROTO
    case functionPrototype = 13
    /// BTF_KIND_VAR
    case variable = 14
    /// BTF_KIND_DATASEC: the variables of an ELF section
    case dataSection = 15
    /// BTF_KIND_FLOAT (5.13)
    case float = 16
    /// BTF_KIND_DECL_TAG (5.16)
    case declarationTag = 17
    /// BTF_KIND_TYPE_TAG (5.17)
    case typeTag = 18
    /// BTF_KIND_ENUM64 (6.0)
    case enumeration64 = 19
}

extension BTFKind {
    /// Whether the type is a struct or a union.
    package var isComposite: Bool { self == .structure || self == .union }

    /// Whether the type is an enumeration of either width.
    package var isEnumeration: Bool { self == .enumeration || self == .enumeration64 }

    /// Whether the type modifies another type and has no layout of its own: const, volatile, restrict,
    /// type tag and typedef.
    package var isModifier: Bool {
        switch self {
        case .const, .volatile, .restrict, .typeTag, .typedef: true
        default: false
        }
    }

    /// The name that the kernel, libbpf and bpftool print.
    package var name: String {
        switch self {
        case .void: "UNKNOWN"
        case .integer: "INT"
        case .pointer: "PTR"
        case .array: "ARRAY"
        case .structure: "STRUCT"
        case .union: "UNION"
        case .enumeration: "ENUM"
        case .forward: "FWD"
        case .typedef: "TYPEDEF"
        case .volatile: "VOLATILE"
        case .const: "CONST"
        case .restrict: "RESTRICT"
        case .function: "FUNC"
        case .functionPrototype: "FUNC_PROTO"
        case .variable: "VAR"
        case .dataSection: "DATASEC"
        case .float: "FLOAT"
        case .declarationTag: "DECL_TAG"
        case .typeTag: "TYPE_TAG"
        case .enumeration64: "ENUM64"
        }
    }
}
