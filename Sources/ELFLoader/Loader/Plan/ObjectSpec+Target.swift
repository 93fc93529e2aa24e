public import SwiftletObject

extension ObjectSpec {
    /// Sets the function of another program that a program attaches to: `freplace`, `fentry`, `fexit`.
    ///
    ///     try spec.setTarget(of: "replacement", to: "parse", program: host.programs["main"])
    ///
    /// The spec holds a reference to the other program.
    ///
    /// - Parameters:
    ///   - name: The program that will attach.
    ///   - target: The function's name.
    ///   - program: The program that has the function, loaded with BTF.
    /// - Throws: `ObjectError.notFound`; `.noTarget` for programs that don't attach by BTF.
    public mutating func setTarget(
        of name: String, to target: String, program: LoadedProgram
    ) throws(ObjectError) {
        try setTarget(
            of: name, to: target, in: TargetProgram { program.descriptor.number })
    }
}
