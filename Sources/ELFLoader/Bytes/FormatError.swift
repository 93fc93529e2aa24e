/// A defect of an ELF file, of its type information, or of a CO-RE relocation.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The section, the offset, the field, what was found, and what was expected.
    public let description: String

    package init(_ error: some Error & CustomStringConvertible) {
        description = error.description
    }
}
