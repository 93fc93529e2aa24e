/// A parameter of a function prototype (`struct btf_param`).
///
/// If the last parameter has neither name nor type, it means `...`.
package struct BTFParameter: Sendable, Equatable {
    package let nameOffset: UInt32
    package let type: BTFTypeID
}
