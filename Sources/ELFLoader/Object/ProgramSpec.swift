/// A program of an object: a function that the kernel calls.
public struct ProgramSpec: Sendable {
    public let name: String
    /// The section name as in the file, including a leading `?`.
    public let sectionName: String
    /// The index in `ObjectSpec.functions`.
    package let function: Int
    /// The kind that the section name specifies; nil if the name is unknown.
    package var kind: ProgramKind?
    /// The type that the section name specifies; nil if the name is unknown.
    public var type: ProgramType? { kind?.type }
    /// Whether the program is loaded. Initially false if the section name begins with `?`.
    public var isLoaded: Bool
    /// The program that contains the function to attach to; nil if that is a kernel function.
    package var targetProgram: TargetProgram?
}
