internal import SwiftletBytes

/// Rewrites an object's table, type by type, as the kernel at hand can take it.
///
/// Each type keeps its id, so what refers to it (maps, functions, other types) stays right. What the
/// kernel does not know is put as something of the same size that it does know, as libbpf does:
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
    /// What to write in place of a type that a fix-up changes.
    var overrides: [BTFTypeID: Override] = [:]
    /// Types to add after the object's own.
    var additions: [Addition] = []
    /// The name that parameters without one are given in the prototypes of external functions.
    var dummyName: UInt32 = 0
    /// The type of the members that stand for 64-bit enumerators, once there is one.
    var placeholderID: UInt32?

    enum Override {
        /// A variable made global, of type int where it is a kernel symbol.
        case variable(type: UInt32, linkage: BTFLinkage)
        /// A function's new linkage.
        case function(BTFLinkage)
        /// A prototype whose parameters need names.
        case namedParameters
        /// A data section with everything in place.
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

    /// The whole table in the host's byte order.
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

    /// The id that the next addition will have.
    var nextID: UInt32 { table.endID.rawValue + UInt32(additions.count) }
}

extension BTFTable {
    /// The table as the kernel takes it (BPF_BTF_LOAD): in the host's byte order, with the fix-ups in
    /// place and without the kinds that the kernel does not know.
    ///
    /// Every type keeps its id; a few may be added after them. The meaning agrees with libbpf's
    /// `bpf_object__sanitize_btf`.
    ///
    /// - Throws: `BTFError.unknownLayout` for a data section or variable that `fixups` says nothing
    ///   of and that needs it; whatever is wrong with the types themselves.
    package func encoded(
        for support: BTFKernelSupport, fixups: BTFFixups = BTFFixups()
    ) throws(BTFError) -> [UInt8] {
        var encoding = BTFKernelEncoding(self, support, fixups)
        return try encoding.bytes()
    }
}
