/// Who sees a symbol (the upper half of `st_info`).
public struct ELFSymbolBinding: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// STB_LOCAL
    public static let local = ELFSymbolBinding(rawValue: 0)
    /// STB_GLOBAL
    public static let global = ELFSymbolBinding(rawValue: 1)
    /// STB_WEAK
    public static let weak = ELFSymbolBinding(rawValue: 2)
}
