internal import SwiftletBTF

/// A named or indexed step of a path: a member, an array element or an enumerator.
struct COREStep: Sendable, Equatable {
    /// The struct, union or enumeration that contains a member or enumerator; for an array element, its
    /// own type. Without modifiers.
    let type: BTFTypeID
    let index: Int
    /// The offset of the name in the table's strings; nil for an array element.
    let name: UInt32?
}
