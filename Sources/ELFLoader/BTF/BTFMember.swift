/// A member of a struct or union (`struct btf_member`).
package struct BTFMember: Sendable, Equatable {
    /// 0 for an anonymous struct or union, whose members belong to the outer type.
    package let nameOffset: UInt32
    package let type: BTFTypeID
    /// The offset in bits from the start of the struct.
    package let bitOffset: UInt32
    /// The width of a bit field in bits; 0 if the member is not a bit field.
    package let bitfieldSize: UInt8

    package var isAnonymous: Bool { nameOffset == 0 }
}
