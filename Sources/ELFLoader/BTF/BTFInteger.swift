/// The encoding of an integer: the word after `BTF_KIND_INT`.
///
///     bit  31     28 27      24 23         16 15          8 7         0
///         ┌─────────┬──────────┬─────────────┬─────────────┬───────────┐
///         │    0    │ encoding │ bit offset  │      0      │   bits    │
///         └─────────┴──────────┴─────────────┴─────────────┴───────────┘
package struct BTFInteger: Sendable, Equatable {
    /// The encoding bits: 1 signed, 2 char, 4 bool.
    package let encoding: UInt8
    /// The offset of an old-style bit field, from before `kind_flag`; 0 in everything written since
    /// Linux 5.0.
    package let bitOffset: UInt8
    package let bits: UInt8

    init(word: UInt32) {
        encoding = UInt8(truncatingIfNeeded: word >> 24 & 0x0f)
        bitOffset = UInt8(truncatingIfNeeded: word >> 16)
        bits = UInt8(truncatingIfNeeded: word)
    }

    /// BTF_INT_SIGNED
    package var isSigned: Bool { encoding & 1 != 0 }
    /// BTF_INT_BOOL
    package var isBoolean: Bool { encoding & 4 != 0 }
}
