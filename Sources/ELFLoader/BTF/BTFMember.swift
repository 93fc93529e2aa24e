/// A member of a struct or union (`struct btf_member`).
public struct BTFMember: Sendable, Equatable {
    /// 0 for an anonymous struct or union, whose members count as the outer type's.
    public let nameOffset: UInt32
    public let type: BTFTypeID
    /// Bits from the start of the struct.
    public let bitOffset: UInt32
    /// Bits of a bit field; 0 if the member is none.
    public let bitfieldSize: UInt8

    public var isAnonymous: Bool { nameOffset == 0 }
}
