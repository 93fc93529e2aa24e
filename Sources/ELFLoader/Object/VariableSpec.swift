package import SwiftletBTF

/// A global or static variable of a data section.
public struct VariableSpec: Sendable, Equatable {
    public let name: String
    /// Index in `ObjectSpec.maps` of the map that holds it.
    package let map: Int
    /// Bytes from the start of the map's value.
    public let offset: Int
    /// Bytes.
    public let size: Int
    /// Its BTF type.
    package let type: BTFTypeID
}
