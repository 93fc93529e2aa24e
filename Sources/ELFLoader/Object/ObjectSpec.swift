// Object: what a BPF object file says, without asking any kernel.
//
//     ELFFile   sections, symbols, relocations ─┐
//     BTFTable  types of maps and variables    ─┼─▶ ObjectSpec ─▶ Loader/ makes a plan of it
//     BTFExt    function, line, CO-RE records  ─┘
//
//     section             becomes
//     ─────────────────   ──────────────────────────────────────────────────────────
//     .maps               MapSpec, one per variable; its BTF type is the definition
//     .data* .rodata*     MapSpec of one entry, the section; VariableSpec for what is in it
//     .bss*
//     .addr_space.1       contents and variables of the arena that .maps declares
//     .struct_ops*        MapSpec, one per variable: a structure of functions
//     .text .text.NAME    FunctionSpec: subprograms
//     other code          FunctionSpec, and a ProgramSpec that says where it attaches
//     .kconfig (BTF only) ExternSpec, and a MapSpec whose values the loader looks up
//     .ksyms (BTF only)   ExternSpec
//     license, version    fields
//     .rel*               CodeRelocation of functions; values of prog_arrays and maps of maps
//
// The same bytes give the same spec on any machine. It may be edited before it is loaded (set a
// variable, resize a map, leave a program out), never after. The meaning agrees with libbpf's
// (bpf_object__open).

package import SwiftletBTF
package import SwiftletBytes

/// A BPF object, as its file describes it.
public struct ObjectSpec: Sendable {
    /// Names the object in messages, and its data maps in the kernel.
    public let name: String
    /// The byte order that the object was compiled for.
    package let order: ByteOrder
    /// From the section `license`; empty if there is none. Helpers marked gpl_only want a GPL one.
    public var license: String
    /// From the section `version`, as LINUX_VERSION_CODE; 0 if there is none.
    package var kernelVersion: UInt32

    /// Those of `.maps` in order, then one for each data section, then `.kconfig`, then structures of
    /// functions.
    public var maps: [MapSpec]
    public var programs: [ProgramSpec]
    /// The variables of the data sections.
    public let variables: [VariableSpec]
    /// What the object expects the kernel to provide: options of its configuration first, then symbols
    /// by name.
    package let externs: [ExternSpec]
    /// All functions, those of programs as well, in the order of sections and offsets.
    package let functions: [FunctionSpec]

    /// `.BTF`; nil if the object was compiled without `-g`.
    package let types: BTFTable?
    /// `.BTF.ext`
    package let records: BTFExt?
    /// What programs will not see as the source says, though they load; those that are left are
    /// `currentWarnings`.
    package let warnings: [ObjectWarning]
    /// What the kernel wants to see in the types that only the ELF file knows.
    package internal(set) var fixups: BTFFixups
}
