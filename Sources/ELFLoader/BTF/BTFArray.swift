/// What an array holds and how much of it (`struct btf_array`).
public struct BTFArray: Sendable, Equatable {
    public let element: BTFTypeID
    public let index: BTFTypeID
    /// 0 for a flexible array member.
    public let count: UInt32
}
