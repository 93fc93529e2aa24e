/// A parameter of a function prototype (`struct btf_param`).
///
/// A last parameter without name and type stands for `...`.
public struct BTFParameter: Sendable, Equatable {
    public let nameOffset: UInt32
    public let type: BTFTypeID
}
