// CORE: compile once, run everywhere. A program is compiled against one layout of the kernel's
// types and patched for another.
//
//     struct task_struct *t = …;   t->tgid
//
//     clang                               .BTF.ext record
//     r1 = *(u32 *)(r1 + 8)        ◀───   { instruction, type [7] task_struct, "0:1", byte_off }
//                       │
//                       │                 local types              target types (the kernel's)
//                       │                 [7] task_struct          [168] task_struct
//                       │                      0  pid                     … 2463 more bytes …
//                       │                      8  tgid   ── same name ──▶ 2468  tgid
//                       ▼
//     r1 = *(u32 *)(r1 + 2468)
//
//     CORERelocation   a record, its path checked against the local types
//         │  COREResolver: candidates by essential name; COREMatcher: the path walked by member
//         │  names, anonymous members and all; COREValue: what the kind wants of the field found
//         ▼
//     COREResolution   the value that clang wrote, and the one to write, or that there is none
//         │  apply: checks that the instruction holds the old value, and writes the new one
//         ▼
//     InstructionPatch instruction before and after, and why
//
// A program may ask whether something exists and go on without it. So what is missing is no error:
// the instruction is replaced by a call of a helper that cannot exist, and the verifier refuses it
// only if it can be reached.
//
// The meaning is libbpf's, in every doubt (tools/lib/bpf/relo_core.c in the kernel's tree).
// Authority: enum bpf_core_relo_kind and struct bpf_core_relo in include/uapi/linux/bpf.h;
// Documentation/bpf/llvm_reloc.rst, "CO-RE Relocations".
// From BTF/ (types, records) and Object/ (instructions). Next: Loader/, which applies the patches.

package import SwiftletBTF

/// An instruction that depends on the layout of a type, and what it asks of that type.
package struct CORERelocation: Sendable, Equatable {
    /// Index of the instruction, in whatever the caller counts: its function, say.
    package let instruction: Int
    package let kind: COREKind
    /// The type in the object's own table.
    package var type: BTFTypeID { path.root }
    /// From the type to what the instruction is about.
    let path: COREPath

    /// Checks a record against the types that it was written for.
    ///
    /// - Parameters:
    ///   - record: Of the object's `.BTF.ext`.
    ///   - at: Kept as `instruction`.
    ///   - local: The object's own table.
    /// - Throws: `COREError.unknownKind`, `.misaligned`; if the path is none of the type's
    ///   `.pathSyntax`, `.pathTooLong`, `.stepOutOfRange`, `.stepInto`, `.notEnumerator`,
    ///   `.unnamedMember`; `.offsetOverflow`, `.types`.
    package init(
        _ record: BTFRelocationRecord, at instruction: Int, in local: BTFTable
    ) throws(COREError) {
        guard let kind = COREKind(rawValue: record.kind) else {
            throw .unknownKind(kind: record.kind)
        }
        guard record.instructionOffset % 8 == 0 else {
            throw .misaligned(offset: record.instructionOffset)
        }
        self.instruction = instruction
        self.kind = kind
        path = try COREPath(
            parsing: record, kind, in: CORETypes(table: local, side: .local))
    }
}
