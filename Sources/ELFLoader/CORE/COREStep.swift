internal import SwiftletBTF

/// A step of a path that has a meaning of its own: a named member, an array's element, a named value.
struct COREStep: Sendable, Equatable {
    /// Of a member or named value, the struct, union or enumeration that has it; of an element, its
    /// own type. Without modifiers.
    let type: BTFTypeID
    let index: Int
    /// Where the name begins in the table's strings; nil for an array's element.
    let name: UInt32?
}
