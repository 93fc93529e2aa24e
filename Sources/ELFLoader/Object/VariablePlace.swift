internal import SwiftletBTF

/// A variable, or a member or element of it.
struct VariablePlace {
    let variable: VariableSpec
    /// Bytes from the beginning of the variable; of a bit field, where its struct begins.
    var offset: Int
    /// Without typedefs and qualifiers.
    var type: BTFType
    /// Bytes.
    var size: Int
    /// The bits of a bit field.
    var bits: Bits?

    struct Bits {
        /// From the beginning of the struct.
        let first: Int
        let count: Int
    }
}
