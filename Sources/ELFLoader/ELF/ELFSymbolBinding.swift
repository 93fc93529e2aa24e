/// Which components see a symbol (the upper half of `st_info`).
package struct ELFSymbolBinding: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// STB_LOCAL
    package static let local = ELFSymbolBinding(rawValue: 0)
    /// STB_GLOBAL
    package static let global = ELFSymbolBinding(rawValue: 1)
    /// STB_WEAK
    package static let weak = ELFSymbolBinding(rawValue: 2)
}
