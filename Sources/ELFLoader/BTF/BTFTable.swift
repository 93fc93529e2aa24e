// BTF: descriptions of the types of a program or of the kernel.
//
//     header   ┌───────┬─────┬───────┬─────────┬──────────┬──────────┬─────────┬─────────┐
//              │ magic │ ver │ flags │ hdr_len │ type_off │ type_len │ str_off │ str_len │ (layout_off,
//              └───────┴─────┴───────┴─────────┴──────────┴──────────┴─────────┴─────────┘  layout_len)
//     byte     0       2     3       4         8          12         16        20        24
//
//     types    ┌──────────┬──────┬──────────────┐┌──────────┬──────┬──────────────┬────────────┐
//              │ name_off │ info │ size or type ││ name_off │ info │ size or type │ members …  │ …
//              └──────────┴──────┴──────────────┘└──────────┴──────┴──────────────┴────────────┘
//              type [1]                          type [2]
//
//     strings  ┌────┬────────────────┬─────┬────
//              │ \0 │ task_struct \0 │ pid │ …        offset 0 is the empty name
//              └────┴────────────────┴─────┴────
//
// A type is three words in the blob's byte order, followed by data that depends on its kind:
//
//     info, bit  31     30      24 23              0
//               ┌──────┬──────────┬─────────────────┐
//               │ flag │   kind   │      vlen       │     (up to 7.1: kind 5 bits, vlen 16,
//               └──────┴──────────┴─────────────────┘      and zeros between them)
//
//     INT 1 word · ARRAY 3 words · VAR, DECL_TAG 1 word
//     STRUCT, UNION, DATASEC, ENUM64  vlen × 3 words · ENUM, FUNC_PROTO  vlen × 2 words
//
// Types are numbered in file order, from 1. In a split table (a kernel module's) the ids and the string
// offsets continue from those of its base (vmlinux). The file does not record the offset of type N, so
// one pass builds an index.
//
// Authority: Documentation/bpf/btf.rst, include/uapi/linux/btf.h (kernel 7.2).
// From an object's `.BTF` section (ELF/) or /sys/kernel/btf. Next: Object/ (maps and variables are
// declared as types), CORE/ (compares layouts) and the kernel (`BTFKernelEncoding`).

package import SwiftletBytes

/// The types of an object or of the kernel, each decoded on demand.
///
/// Besides the bytes, a table of 126,000 types holds one array of type offsets and one of name offsets;
/// it decodes a type only when one is requested. Every id, offset and count from the bytes is checked
/// where it is used. A malformed table makes methods throw; they never trap or run forever.
package final class BTFTable: Sendable {
    /// The parsed blob.
    package let bytes: ByteView
    package let order: ByteOrder
    /// The table that this table extends, if it is a split table.
    package let base: BTFTable?
    /// The first id of this table, after those of its base.
    package let firstID: BTFTypeID
    /// The size of a pointer in bytes, taken from a type named `long` or `unsigned long`; 8 if there is
    /// no such type.
    package let pointerSize: Int

    /// The type section.
    let types: ByteView
    /// The offset of the type section in the blob.
    let typesOffset: Int
    let strings: BTFStrings
    let index: BTFTypeIndex
    let namedTypes = BTFLazyNameIndex()

    /// Parses a raw table in either byte order: `.BTF`, or a file in /sys/kernel/btf.
    ///
    /// The parser makes one pass over the types; 126,000 types take well under a millisecond.
    ///
    /// - Parameter base: The kernel's table, if this is a kernel module's table.
    /// - Throws: `BTFError` if the header or the extent of any type is invalid. References between
    ///   types are checked when they are used.
    package init(parsing bytes: ByteView, base: BTFTable? = nil) throws(BTFError) {
        let header = try BTFHeader(parsing: bytes)
        if let base, base.order != header.order {
            throw .byteOrderMismatch(found: header.order, expected: base.order)
        }
        let firstID = base?.endID ?? BTFTypeID(1)
        index = try BTFTypeIndex(
            types: header.types, order: header.order, firstID: firstID,
            layout: BTFLayout(parsing: header.layout, header.order), offset: header.typesOffset)
        strings = BTFStrings(bytes: header.strings, base: base?.strings)
        types = header.types
        typesOffset = header.typesOffset
        self.bytes = bytes
        self.base = base
        self.firstID = firstID
        order = header.order
        pointerSize =
            base?.pointerSize
            ?? Self.pointerSize(types: types, order: order, index: index, strings: strings)
    }

    /// The number of types in this table, without those of its base and without void.
    package var typeCount: Int { index.offsets.count }

    /// The first id past the last type: valid ids run from 0 (void) up to, but not including, this one.
    package var endID: BTFTypeID { BTFTypeID(firstID.rawValue + UInt32(typeCount)) }

    /// The ids of this table, without its base, in order.
    package var ids: some Sequence<BTFTypeID> {
        (firstID.rawValue..<endID.rawValue).lazy.map { BTFTypeID($0) }
    }
}
