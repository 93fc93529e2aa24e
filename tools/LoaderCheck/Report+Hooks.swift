internal import ELFLoader
internal import Glibc

extension Report {
    /// How many of 100 calls a counter counts.
    private static func hits(
        _ counter: String, _ object: LoadedObject, _ spec: ObjectSpec
    ) throws -> UInt64 {
        let before = try object.value(of: counter, spec)
        for _ in 0..<100 {
            _ = getppid()
            _ = getpgid(0)
        }
        return try object.value(of: counter, spec) - before
    }

    /// Checks that a program counts every call while it is attached, and none when it is detached.
    ///
    /// - Parameter atLeast: Whether other system calls of this thread may be counted as well.
    private static func checkHook(
        _ spec: ObjectSpec, _ program: String, _ counter: String, atLeast: Bool = false
    ) throws -> AttachMechanism {
        let object = try spec.load()
        try expect(hits(counter, object, spec), 0, "calls before attaching")
        let mechanism: AttachMechanism
        do {
            let link = try object.programs[program].attach()
            mechanism = link.mechanism
            let found = try hits(counter, object, spec)
            guard atLeast ? found >= 100 : found == 100 else {
                throw CheckFailure("\(found) calls counted, expected 100")
            }
            withExtendedLifetime(link) {}
        }
        try expect(hits(counter, object, spec), 0, "calls after detaching")
        return mechanism
    }

    mutating func checkHooks(_ objects: Objects) {
        // The only thread.
        let thread = UInt32(bitPattern: getpid())
        #if arch(x86_64)
            let getppidNumber: UInt64 = 110
        #else
            let getppidNumber: UInt64 = 173
        #endif
        let hasLinks = kernel >= KernelVersion(5, 15)
        for (program, counter) in [
            ("on_tracepoint", "tracepoint_hits"), ("on_raw_tracepoint", "raw_hits"),
            ("on_typed_tracepoint", "typed_hits"),
        ] {
            check("attach: \(program)") {
                var spec = try objects.spec("loader_hooks")
                for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
                try spec.setVariable("wanted_thread", to: thread)
                try spec.setVariable("wanted_call", to: getppidNumber)
                let mechanism = try Self.checkHook(spec, program, counter)
                let expected: AttachMechanism =
                    program == "on_tracepoint" && !hasLinks ? .perfEvent : .link
                try expect(mechanism, expected, "mechanism")
            }
        }
        let hasKprobes = Self.hasSymbol("register_kprobe")
        let hooks = ["on_probe", "on_return_probe", "on_entry", "on_exit", "reads_fields"]
        for program in hooks {
            let hasFeature = hasKprobes || !program.hasSuffix("probe")
            check("attach: \(program)", hasFeature: hasFeature) {
                var spec = try objects.spec("kernel_kinds")
                for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
                try spec.setVariable("wanted_thread", to: thread)
                _ = try Self.checkHook(
                    spec, program, "hits", atLeast: program == "reads_fields")
            }
        }
    }
}
