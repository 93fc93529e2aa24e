// CORE: compile once, run everywhere. A program is compiled against one layout of the kernel's types
// and patched for another.
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
//         │  COREResolver finds candidates by essential name; COREMatcher follows the path by member
//         │  names, also into anonymous members; COREValue computes the value for the field found
//         ▼
//     COREResolution   the value that clang wrote, and the new value (nil: no match)
//         │  apply: checks that the instruction holds the old value, and writes the new one
//         ▼
//     InstructionPatch the instruction before and after, and the reason
//
// A program may check whether a type or field exists and run without it. A missing one is therefore not
// an error: the loader replaces the instruction with a call of an invalid helper, which the verifier
// rejects only if it is reachable.
//
// When in doubt, the meaning is libbpf's (tools/lib/bpf/relo_core.c in the kernel tree).
// Authority: enum bpf_core_relo_kind and struct bpf_core_relo in include/uapi/linux/bpf.h;
// Documentation/bpf/llvm_reloc.rst, "CO-RE Relocations".
// From BTF/ (types, records) and Object/ (instructions). Next: Loader/, which applies the patches.

package import SwiftletBTF

/// An instruction that depends on the layout of a type, and the property that it needs.
package struct CORERelocation: Sendable, Equatable {
    /// The index of the instruction, relative to a start that the caller chooses, such as that of its
    /// function.
    package let instruction: Int
    package let kind: COREKind
    /// The type in the object's own table.
    package var type: BTFTypeID { path.root }
    /// The path from the type to the field or enumerator.
    let path: COREPath

    /// Checks a record against the types that it was written for.
    ///
    /// - Parameters:
    ///   - record: A record of the object's `.BTF.ext`.
    ///   - at: The value for `instruction`.
    ///   - local: The object's own table.
    /// - Throws: `COREError.unknownKind`, `.misaligned`; `.pathSyntax`, `.pathTooLong`,
    ///   `.stepOutOfRange`, `.stepInto`, `.notEnumerator` or `.unnamedMember` if the path is not valid
    ///   for the type; `.offsetOverflow`, `.types`.
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

extension CORERelocation {
    /// The query for people: `byte_off of struct task_struct.tgid`.
    ///
    /// - Parameter local: The object's own table.
    package func title(in local: BTFTable) -> String {
        "\(kind.name) of \(path.text(in: CORETypes(table: local, side: .local)))"
    }
}
