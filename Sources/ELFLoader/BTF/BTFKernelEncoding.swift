internal import SwiftletBytes

/// Rewrites an object's table, type by type, in a form that the running kernel accepts.
///
/// Each type keeps its id, so references from maps, functions and other types remain valid. A kind that
/// the kernel does not know becomes a known kind of the same size, as in libbpf:
///
///     VAR, DECL_TAG    INT of 1 byte           FLOAT       STRUCT of the size, no members
///     DATASEC          STRUCT of its variables TYPE_TAG    CONST
///     FUNC_PROTO       ENUM without values     ENUM64      UNION with the values' names
///     FUNC             TYPEDEF of its prototype
struct BTFKernelEncoding {
    let table: BTFTable
    let support: BTFKernelSupport
    let fixups: BTFFixups
    var builder: BTFBuilder
    /// Replacements for types that a fix-up changes.
    var overrides: [BTFTypeID: Override] = [:]
    /// Types to add after the object's own types.
    var additions: [Addition] = []
    /// The name for unnamed parameters in the prototypes of external functions.
    var dummyName: UInt32 = 0
    /// The member type that replaces 64-bit enumerators, once it has been added.
    var placeholderID: UInt32?

    enum Override {
        /// A variable with a new type and linkage; the type is int if it is a kernel symbol.
        case variable(type: UInt32, linkage: BTFLinkage)
        /// The new linkage of a function.
        case function(BTFLinkage)
        /// A prototype whose parameters need names.
        case namedParameters
        /// A data section with its size and offsets filled in.
        case section(size: UInt32, [BTFSectionVariable])
    }

    enum Addition {
        case integer(name: UInt32, size: UInt32, word: UInt32)
        case variable(name: UInt32, type: UInt32, linkage: BTFLinkage)
    }

    init(_ table: BTFTable, _ support: BTFKernelSupport, _ fixups: BTFFixups) {
        self.table = table
        self.support = support
        self.fixups = fixups
        builder = BTFBuilder(strings: table.strings.bytes)
    }

    /// The encoded table in the host's byte order.
    mutating func bytes() throws(BTFError) -> [UInt8] {
        for id in table.ids {
            let type = try table.type(id)
            if type.kind == .dataSection { try fixUp(section: type) }
            if type.kind == .function { try fixUp(function: type) }
        }
        for id in table.ids {
            try encode(table.type(id))
        }
        for addition in additions {
            switch addition {
            case .integer(let name, let size, let word):
                builder.add(.integer, name: name, sizeOrType: size, details: [word])
            case .variable(let name, let type, let linkage):
                if support.dataSections {
                    builder.add(
                        .variable, name: name, sizeOrType: type, details: [linkage.rawValue])
                } else {
                    builder.add(.integer, name: name, sizeOrType: 1, details: [8])
                }
            }
        }
        return builder.bytes
    }

    /// The id of the next addition.
    var nextID: UInt32 { table.endID.rawValue + UInt32(additions.count) }
}

extension BTFTable {
    /// The table in a form that the kernel accepts (BPF_BTF_LOAD): in the host's byte order, with the
    /// fix-ups applied and without kinds that the kernel does not know.
    ///
    /// Every type keeps its id; a few types may be added after them. The meaning agrees with libbpf's
    /// `bpf_object__sanitize_btf`.
    ///
    /// - Throws: `BTFError.unknownLayout` if `fixups` lacks a data section or variable that needs an
    ///   entry; other cases if the types themselves are malformed.
    package func encoded(
        for support: BTFKernelSupport, fixups: BTFFixups = BTFFixups()
    ) throws(BTFError) -> [UInt8] {
        var encoding = BTFKernelEncoding(self, support, fixups)
        return try encoding.bytes()
    }
}
