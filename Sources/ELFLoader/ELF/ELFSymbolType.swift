/// What a symbol names (the lower half of `st_info`).
public struct ELFSymbolType: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// STT_NOTYPE
    public static let none = ELFSymbolType(rawValue: 0)
    /// STT_OBJECT: a variable; in BPF objects, also a map.
    public static let object = ELFSymbolType(rawValue: 1)
    /// STT_FUNC: a function; in BPF objects, a program or a subprogram.
    public static let function = ELFSymbolType(rawValue: 2)
    /// STT_SECTION: the section itself, under no name.
    public static let section = ELFSymbolType(rawValue: 3)
    /// STT_FILE: the source file.
    public static let file = ELFSymbolType(rawValue: 4)
    /// STT_COMMON
    public static let common = ELFSymbolType(rawValue: 5)
    /// STT_TLS
    public static let threadLocal = ELFSymbolType(rawValue: 6)
    /// STT_GNU_IFUNC: a function that returns the function to call; the dynamic loader asks it once.
    public static let indirectFunction = ELFSymbolType(rawValue: 10)
}
