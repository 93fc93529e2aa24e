internal import SwiftletBTF

/// The location of a variable, or of a member or element of it.
struct VariablePlace {
    let variable: VariableSpec
    /// The offset in bytes from the start of the variable; for a bit field, the offset of its struct.
    var offset: Int
    /// The type without typedefs and qualifiers.
    var type: BTFType
    /// The size in bytes.
    var size: Int
    /// The bits of a bit field; nil if it is not a bit field.
    var bits: Bits?

    struct Bits {
        /// The first bit, from the start of the struct.
        let first: Int
        let count: Int
    }
}
