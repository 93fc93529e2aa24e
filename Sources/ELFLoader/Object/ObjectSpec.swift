// Object: the contents of a BPF object file, read without a kernel.
//
//     ELFFile   sections, symbols, relocations ─┐
//     BTFTable  types of maps and variables    ─┼─▶ ObjectSpec ─▶ Loader/ plans the load
//     BTFExt    function, line, CO-RE records  ─┘
//
//     section             becomes
//     ─────────────────   ──────────────────────────────────────────────────────────
//     .maps               MapSpec, one per variable; its BTF type is the definition
//     .data* .rodata*     MapSpec with one entry, the section; VariableSpec per variable
//     .bss*
//     .addr_space.1       contents and variables of the arena that .maps declares
//     .struct_ops*        MapSpec, one per variable, which holds a struct_ops structure
//     .text .text.NAME    FunctionSpec: subprograms
//     other code          FunctionSpec, and a ProgramSpec with the attach point
//     .kconfig (BTF only) ExternSpec, and a MapSpec whose values the loader looks up
//     .ksyms (BTF only)   ExternSpec
//     license, version    fields
//     .rel*               CodeRelocation of functions; values of prog_arrays and maps of maps
//
// The same bytes give the same spec on any machine. Callers may edit it before it is loaded (set a
// variable, resize a map, leave a program out), but not after. The meaning agrees with libbpf's
// (bpf_object__open).

package import SwiftletBTF
package import SwiftletBytes

/// The contents of a BPF object file.
public struct ObjectSpec: Sendable {
    /// The name of the object in messages and in the kernel names of its data maps.
    public let name: String
    /// The byte order that the object was compiled for.
    package let order: ByteOrder
    /// The license from the section `license`; empty if there is no such section. Helpers marked
    /// gpl_only require a GPL-compatible one.
    public var license: String
    /// The version from the section `version`, as LINUX_VERSION_CODE; 0 if there is no such section.
    package var kernelVersion: UInt32

    /// The maps in `.maps` in order, then one map per data section, then `.kconfig`, then the
    /// struct_ops maps.
    public var maps: [MapSpec]
    public var programs: [ProgramSpec]
    /// The variables in the data sections and in the arena.
    public let variables: [VariableSpec]
    /// The variables and functions that the kernel must provide: options of its configuration first,
    /// then symbols by name.
    package let externs: [ExternSpec]
    /// All functions, including programs, ordered by section and offset.
    package let functions: [FunctionSpec]

    /// `.BTF`; nil if the object was compiled without `-g`.
    package let types: BTFTable?
    /// `.BTF.ext`
    package let records: BTFExt?
    /// Differences between the source and what programs will see, although they load. `currentWarnings`
    /// lists those that still apply.
    package let warnings: [ObjectWarning]
    /// Values that the kernel requires in the types and that only the ELF file contains.
    package internal(set) var fixups: BTFFixups
}
