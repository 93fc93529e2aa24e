/// A parameter of a function prototype (`struct btf_param`).
///
/// A last parameter without name and type stands for `...`.
package struct BTFParameter: Sendable, Equatable {
    package let nameOffset: UInt32
    package let type: BTFTypeID
}
