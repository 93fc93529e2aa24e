/// The id of a type in a type table; 0 is `void`.
///
/// Ids continue from a base table to the split table that extends it, so that an id is unique in the
/// pair.
package struct BTFTypeID: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The id of void, which is not in any table.
    package static var void: BTFTypeID { BTFTypeID(0) }

    package static func < (a: BTFTypeID, b: BTFTypeID) -> Bool { a.rawValue < b.rawValue }
}

extension BTFTypeID: CustomStringConvertible {
    /// `[7]`, the notation of bpftool and libbpf.
    package var description: String { "[\(rawValue)]" }
}
