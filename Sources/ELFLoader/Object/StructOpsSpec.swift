package import SwiftletBTF

/// A struct_ops structure: a variable in `.struct_ops` or `.struct_ops.link` whose members are programs
/// that the kernel calls.
///
///     SEC(".struct_ops.link")
///     struct tcp_congestion_ops ours = {
///         .ssthresh = (void *)our_ssthresh,      a program of SEC("struct_ops")
///         .name = "ours",
///     };
///
/// It becomes a map with one entry (BPF_MAP_TYPE_STRUCT_OPS). Only the kernel's types give the members
/// of the kernel's structure and their offsets, so the loader translates it (Loader/StructOpsPlanner).
package struct StructOpsSpec: Sendable, Equatable {
    /// The type in the object's BTF. The kernel's type has the same name, without any `___flavour`.
    package let type: BTFTypeID
    /// The bytes of the variable, as compiled; zero at the members that are programs.
    package let bytes: [UInt8]
    /// The members that are programs.
    package var functions: [Function]

    /// A member and the program that it refers to.
    package struct Function: Sendable, Equatable {
        /// The index in the members of the structure.
        package let member: Int
        /// The name of the program in `ObjectSpec.programs`.
        package var program: String
    }
}
