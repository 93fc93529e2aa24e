internal import SwiftletBytes

/// The number of words that follow a type of each kind (`struct btf_layout`, Linux 7.2).
///
/// This code has the layout of all kinds up to ENUM64. A table with a layout section describes its own
/// kinds, so that the parser can skip a kind that this code does not know.
///
///     byte 0         1         2       4
///          ┌─────────┬─────────┬───────┐
///          │ info_sz │ elem_sz │ flags │   × kinds
///          └─────────┴─────────┴───────┘
struct BTFLayout: Sendable {
    private let section: ByteView
    private let order: ByteOrder

    init(parsing section: ByteView, _ order: ByteOrder) {
        self.section = section
        self.order = order
    }

    /// The number of fixed words after the three that every type has, as two bits per kind from 0: 1
    /// for INT, VAR and DECL_TAG, 3 for ARRAY.
    static var fixedWords: UInt64 {
        1 << (2 * 1) | 3 << (2 * 3) | 1 << (2 * 14) | 1 << (2 * 17)
    }

    /// The number of words per element, as two bits per kind from 0: 3 for STRUCT, UNION, DATASEC and
    /// ENUM64, 2 for ENUM and FUNC_PROTO.
    static var elementWords: UInt64 {
        3 << (2 * 4) | 3 << (2 * 5) | 3 << (2 * 15) | 3 << (2 * 19) | 2 << (2 * 6) | 2 << (2 * 13)
    }

    static var lastKnownKind: UInt32 { 19 }

    /// The number of bytes after the three words of a type with an unknown kind; nil if the table does
    /// not describe the kind either.
    func length(ofUnknown kind: UInt32, vlen: Int) -> Int? {
        guard kind > Self.lastKnownKind,
            let fixed = try? section.load(UInt8.self, at: Int(kind) * 4, order),
            let element = try? section.load(UInt8.self, at: Int(kind) * 4 + 1, order)
        else { return nil }
        return Int(fixed) + Int(element) * vlen
    }
}
