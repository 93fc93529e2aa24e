/// Whether other components see a symbol (the low two bits of `st_other`).
package struct ELFSymbolVisibility: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// STV_DEFAULT: the binding determines visibility.
    package static let standard = ELFSymbolVisibility(rawValue: 0)
    /// STV_INTERNAL
    package static let `internal` = ELFSymbolVisibility(rawValue: 1)
    /// STV_HIDDEN: in BPF objects, a global function that the verifier treats as static.
    package static let hidden = ELFSymbolVisibility(rawValue: 2)
    /// STV_PROTECTED
    package static let protected = ELFSymbolVisibility(rawValue: 3)
}
