/// A member of a struct or union (`struct btf_member`).
package struct BTFMember: Sendable, Equatable {
    /// 0 for an anonymous struct or union, whose members count as the outer type's.
    package let nameOffset: UInt32
    package let type: BTFTypeID
    /// Bits from the start of the struct.
    package let bitOffset: UInt32
    /// Bits of a bit field; 0 if the member is none.
    package let bitfieldSize: UInt8

    package var isAnonymous: Bool { nameOffset == 0 }
}
