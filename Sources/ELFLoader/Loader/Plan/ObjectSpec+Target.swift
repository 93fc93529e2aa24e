public import SwiftletObject

extension ObjectSpec {
    /// Says which function of another program a program attaches to: `freplace`, `fentry`, `fexit`.
    ///
    ///     try spec.setTarget(of: "replacement", to: "parse", program: host.programs["main"])
    ///
    /// The spec keeps the other program loaded.
    ///
    /// - Parameters:
    ///   - name: The program that is to attach.
    ///   - target: The function's name.
    ///   - program: The program that has it, loaded with types (BTF).
    /// - Throws: `ObjectError.notFound`; `.noTarget` for programs that attach to nothing by BTF.
    public mutating func setTarget(
        of name: String, to target: String, program: LoadedProgram
    ) throws(ObjectError) {
        try setTarget(
            of: name, to: target, in: TargetProgram { program.descriptor.number })
    }
}
