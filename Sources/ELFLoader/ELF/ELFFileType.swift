/// What kind of file it is (`e_type`).
package struct ELFFileType: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// ET_NONE
    package static let none = ELFFileType(rawValue: 0)
    /// ET_REL: an object file, such as a compiler writes; every BPF object is one.
    package static let relocatable = ELFFileType(rawValue: 1)
    /// ET_EXEC: a program at fixed addresses.
    package static let executable = ELFFileType(rawValue: 2)
    /// ET_DYN: a library, or a program at any address.
    package static let shared = ELFFileType(rawValue: 3)
    /// ET_CORE
    package static let core = ELFFileType(rawValue: 4)
}
