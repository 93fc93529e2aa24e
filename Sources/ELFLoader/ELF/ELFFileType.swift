/// What kind of file it is (`e_type`).
public struct ELFFileType: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// ET_NONE
    public static let none = ELFFileType(rawValue: 0)
    /// ET_REL: an object file, such as a compiler writes; every BPF object is one.
    public static let relocatable = ELFFileType(rawValue: 1)
    /// ET_EXEC: a program at fixed addresses.
    public static let executable = ELFFileType(rawValue: 2)
    /// ET_DYN: a library, or a program at any address.
    public static let shared = ELFFileType(rawValue: 3)
    /// ET_CORE
    public static let core = ELFFileType(rawValue: 4)
}
