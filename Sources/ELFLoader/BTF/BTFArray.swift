/// The element type, index type and length of an array (`struct btf_array`).
package struct BTFArray: Sendable, Equatable {
    package let element: BTFTypeID
    package let index: BTFTypeID
    /// 0 for a flexible array member.
    package let count: UInt32
}
