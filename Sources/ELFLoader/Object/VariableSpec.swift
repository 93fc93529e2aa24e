package import SwiftletBTF

/// A global or static variable in a data section or in the arena.
public struct VariableSpec: Sendable, Equatable {
    public let name: String
    /// The index in `ObjectSpec.maps` of the map that contains the variable.
    package let map: Int
    /// The offset in bytes from the start of the map's value.
    package let offset: Int
    /// The size in bytes.
    public let size: Int
    /// The BTF type of the variable.
    package let type: BTFTypeID
}
