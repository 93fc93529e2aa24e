/// Whether other components see a symbol (the low two bits of `st_other`).
public struct ELFSymbolVisibility: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// STV_DEFAULT: as the binding says.
    public static let standard = ELFSymbolVisibility(rawValue: 0)
    /// STV_INTERNAL
    public static let `internal` = ELFSymbolVisibility(rawValue: 1)
    /// STV_HIDDEN: in BPF objects, a global function that the verifier treats as static.
    public static let hidden = ELFSymbolVisibility(rawValue: 2)
    /// STV_PROTECTED
    public static let protected = ELFSymbolVisibility(rawValue: 3)
}
