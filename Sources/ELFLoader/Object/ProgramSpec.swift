/// A program of an object: a function that something in the kernel calls.
public struct ProgramSpec: Sendable {
    public let name: String
    /// As the file has it, with any `?`.
    public let sectionName: String
    /// Index in `ObjectSpec.functions`.
    package let function: Int
    /// What the section's name says; nil if it is none that is known.
    public var kind: ProgramKind?
    /// False for sections that begin with `?`: loaded only if asked for.
    public var isLoaded: Bool
    /// The program whose function this one attaches to; nil for the kernel's functions.
    package var targetProgram: TargetProgram?
}
