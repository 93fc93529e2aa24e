// BTF: what the types of a program, or of the kernel, look like.
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
// A type is three words, in the blob's byte order, and what its kind adds to them:
//
//     info, bit  31     30      24 23              0
//               ┌──────┬──────────┬─────────────────┐
//               │ flag │   kind   │      vlen       │     (up to 7.1: kind 5 bits, vlen 16,
//               └──────┴──────────┴─────────────────┘      and zeros between them)
//
//     INT 1 word · ARRAY 3 words · VAR, DECL_TAG 1 word
//     STRUCT, UNION, DATASEC, ENUM64  vlen × 3 words · ENUM, FUNC_PROTO  vlen × 2 words
//
// Types are numbered in the order in which they stand, from 1, or in a split table (a kernel
// module's) from where its base's (vmlinux) end; its strings go on from the base's likewise.
// Nothing says where type N begins, so one pass notes it.
//
// Authority: Documentation/bpf/btf.rst, include/uapi/linux/btf.h (kernel 7.2).
// From an object's `.BTF` section (ELF/) or /sys/kernel/btf; to Object/ (maps and variables are
// declared as types), CORE/ (layouts are compared) and the kernel (BTFTable+KernelEncoding).

public import SwiftletBytes

/// The types of an object or of the kernel, each decoded when it is asked for.
///
/// A table of 126,000 types is one array of offsets and one of names' offsets next to the bytes; no
/// object is made for a type until somebody asks. All that the bytes claim (ids, offsets, counts) is
/// checked where it is used: a malformed table makes methods throw, never trap or run for ever.
public final class BTFTable: Sendable {
    /// The blob that was parsed.
    package let bytes: ByteView
    package let order: ByteOrder
    /// The table that this one extends.
    package let base: BTFTable?
    /// The first id of this table itself.
    package let firstID: BTFTypeID
    /// Bytes of a pointer, as a type named `long` or `unsigned long` tells; 8 where none does.
    package let pointerSize: Int

    /// The type section.
    let types: ByteView
    /// Where the type section begins in the blob.
    let typesOffset: Int
    let strings: BTFStrings
    let index: BTFTypeIndex

    /// Parses a raw table: `.BTF`, or a file of /sys/kernel/btf. Either byte order.
    ///
    /// One pass over the types; 126,000 of them take well under a millisecond.
    ///
    /// - Parameter base: For a kernel module's table, the kernel's.
    /// - Throws: `BTFError` if the header or the extent of any type is wrong. What types refer to is
    ///   looked at later, when it is asked for.
    public init(parsing bytes: ByteView, base: BTFTable? = nil) throws(BTFError) {
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

    /// How many types the table itself has, without its base's and without void.
    package var typeCount: Int { index.offsets.count }

    /// The first id that is no type's: valid ids are 0 (void) up to this.
    package var endID: BTFTypeID { BTFTypeID(firstID.rawValue + UInt32(typeCount)) }

    /// The ids of the table itself, in order.
    package var ids: some Sequence<BTFTypeID> {
        (firstID.rawValue..<endID.rawValue).lazy.map { BTFTypeID($0) }
    }
}
