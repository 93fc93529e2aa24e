package import SwiftletBTF
public import SwiftletObject

/// A program of a plan: where it attaches, and its code.
public struct PlannedProgram: Sendable {
    public let spec: ProgramSpec
    public let kind: ProgramKind
    /// What it attaches to by BTF.
    let target: AttachTarget
    /// Its own function, and what the kernel calls without being told by an instruction; indices in
    /// `ObjectSpec.functions`.
    let roots: [Int]
    /// The object's functions.
    let code: PlannedCode
    /// BTF id of the hook in the types of the kernel, of a module or of another program; void where the
    /// program's type has none.
    package var attachType: BTFTypeID { target.type }

    package struct MapReference: Sendable, Equatable {
        /// Index in the instructions.
        package let instruction: Int
        /// Index in `ObjectSpec.maps`.
        package let map: Int
        /// In the object.
        package let name: String
        /// Bytes into the value, for a data section's variable; nil for the map itself.
        package let offset: Int32?
    }

    /// Puts the program's code together from its functions, which it shares with the plan's other programs.
    /// Takes as long as the code is: keep the result.
    public func assembled() -> AssembledProgram {
        code.assembled(from: roots)
    }
}
