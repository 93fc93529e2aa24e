package import SwiftletBTF
public import SwiftletObject

/// A program of a plan: its attach target and its code.
public struct PlannedProgram: Sendable {
    public let spec: ProgramSpec
    package let kind: ProgramKind
    /// The BTF type it attaches to.
    let target: AttachTarget
    /// The program's own function, and functions that the kernel calls without an instruction referring to
    /// them; indices in `ObjectSpec.functions`.
    let roots: [Int]
    /// The object's functions.
    let code: PlannedCode
    /// BTF id of the hook in the types of the kernel, of a module or of another program; void if the program
    /// doesn't attach by BTF.
    package var attachType: BTFTypeID { target.type }

    package struct MapReference: Sendable, Equatable {
        /// Index in the instructions.
        package let instruction: Int
        /// Index in `ObjectSpec.maps`.
        package let map: Int
        /// The map's name in the object.
        package let name: String
        /// Bytes into the value, for a data section's variable; nil for the map itself.
        package let offset: Int32?
    }

    /// Assembles the program's code from its functions, which the plan's programs share. This takes time
    /// proportional to the code: keep the result.
    public func assembled() -> AssembledProgram {
        code.assembled(from: roots)
    }
}
