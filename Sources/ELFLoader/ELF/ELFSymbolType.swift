/// What a symbol names (the lower half of `st_info`).
package struct ELFSymbolType: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// STT_NOTYPE
    package static let none = ELFSymbolType(rawValue: 0)
    /// STT_OBJECT: a variable; in BPF objects, also a map.
    package static let object = ELFSymbolType(rawValue: 1)
    /// STT_FUNC: a function; in BPF objects, a program or a subprogram.
    package static let function = ELFSymbolType(rawValue: 2)
    /// STT_SECTION: a section; the symbol has no name.
    package static let section = ELFSymbolType(rawValue: 3)
    /// STT_FILE: the source file.
    package static let file = ELFSymbolType(rawValue: 4)
    /// STT_COMMON
    package static let common = ELFSymbolType(rawValue: 5)
    /// STT_TLS
    package static let threadLocal = ELFSymbolType(rawValue: 6)
    /// STT_GNU_IFUNC: a function that returns the function to call; the dynamic loader calls it once.
    package static let indirectFunction = ELFSymbolType(rawValue: 10)
}
