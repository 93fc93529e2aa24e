package import SwiftletBTF

/// A structure of functions that the kernel calls (`struct_ops`): a variable of `.struct_ops` or
/// `.struct_ops.link`, whose members are programs.
///
///     SEC(".struct_ops.link")
///     struct tcp_congestion_ops ours = {
///         .ssthresh = (void *)our_ssthresh,      a program of SEC("struct_ops")
///         .name = "ours",
///     };
///
/// It is a map of one entry (BPF_MAP_TYPE_STRUCT_OPS). Which members the kernel's structure has, and
/// where, only the kernel's types say; so the loader translates it (Loader/StructOpsPlanner).
package struct StructOpsSpec: Sendable, Equatable {
    /// The structure in the object's types. The kernel's has the same name, without any `___flavour`.
    package let type: BTFTypeID
    /// The variable's bytes, as compiled; zero where programs go.
    package let bytes: [UInt8]
    /// The members that are programs.
    package var functions: [Function]

    /// A member, and the program that it calls.
    package struct Function: Sendable, Equatable {
        /// Index in the structure's members.
        package let member: Int
        /// A name in `ObjectSpec.programs`.
        package var program: String
    }
}
