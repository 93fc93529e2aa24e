/// The type of an ELF file (`e_type`).
package struct ELFFileType: RawRepresentable, Hashable, Sendable {
    package var rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// ET_NONE
    package static let none = ELFFileType(rawValue: 0)
    /// ET_REL: an object file, as a compiler writes it. Every BPF object is one.
    package static let relocatable = ELFFileType(rawValue: 1)
    /// ET_EXEC: a program at a fixed address.
    package static let executable = ELFFileType(rawValue: 2)
    /// ET_DYN: a library, or a position-independent program.
    package static let shared = ELFFileType(rawValue: 3)
    /// ET_CORE
    package static let core = ELFFileType(rawValue: 4)
}
