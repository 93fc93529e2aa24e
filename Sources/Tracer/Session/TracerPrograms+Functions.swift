internal import ELFLoader

extension TracerPrograms {
    /// The fexit programs, each with the function of the system call that it is attached to.
    private static let functionExits = [
        ("execve_failed", Kernel.systemCallPrefix + "execve"),
        ("execveat_failed", Kernel.systemCallPrefix + "execveat"),
        ("execve_32bit_failed", Kernel.compatSystemCallPrefix + "execve"),
        ("execveat_32bit_failed", Kernel.compatSystemCallPrefix + "execveat"),
        ("continue_failed_exec", Kernel.systemCallPrefix + "execve"),
    ]

    /// Sets the functions, whose names begin with the architecture's.
    static func setFunctions(in spec: inout ObjectSpec) throws(ObjectError) {
        for (program, function) in functionExits {
            try spec.setTarget(of: program, to: function)
            // The last one is reached by a tail call, so nothing is missed.
            if program != "continue_failed_exec" {
                try spec.setTarget(of: second(of: program), to: function)
            }
        }
    }

    /// Attaches a program that does nothing by itself, and detaches it: a successful load doesn't show that the kernel
    /// has kprobes, or that it can attach to functions, which arm64 kernels before 6.4 can't.
    func attachOnTrial(_ object: borrowing LoadedObject) throws(LoadError) {
        switch failedHook {
        case .functionExit, .functionExit64: _ = try object.programs["continue_failed_exec"].attach()
        case .kernelProbes: _ = try object.programs["execve_returned"].attach()
        case .tracepoints, nil: break
        }
    }
}
