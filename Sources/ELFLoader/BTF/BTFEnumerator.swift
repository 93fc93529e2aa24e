/// A named value of an enumeration (`struct btf_enum`, `struct btf_enum64`).
package struct BTFEnumerator: Sendable, Equatable {
    package let nameOffset: UInt32
    /// The 64-bit value, sign-extended if the enumeration is signed (`BTFType.flag`).
    package let value: UInt64

    /// The value of a signed enumeration.
    package var signedValue: Int64 { Int64(bitPattern: value) }
}
