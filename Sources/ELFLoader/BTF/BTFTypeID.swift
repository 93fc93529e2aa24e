/// The number of a type in a type table; 0 is `void`.
///
/// Numbers run on from a base table to the split table that extends it, so that one number names one
/// type in the pair.
public struct BTFTypeID: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The type that is not in any table.
    package static var void: BTFTypeID { BTFTypeID(0) }

    public static func < (a: BTFTypeID, b: BTFTypeID) -> Bool { a.rawValue < b.rawValue }
}

extension BTFTypeID: CustomStringConvertible {
    /// `[7]`, as bpftool and libbpf write it.
    public var description: String { "[\(rawValue)]" }
}
