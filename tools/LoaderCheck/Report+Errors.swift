internal import ELFLoader

extension Report {
    /// Error messages.
    mutating func checkErrors(_ objects: Objects) {
        check("a rejected program names its source line") {
            let log = try Self.rejection {
                try objects.load("loader_rejected") { try $0.setLoaded("unchecked", true) }
            }
            // The source line shows that the kernel accepted the object's BTF and line records.
            guard log.summary.contains("return *value;"),
                log.summary.contains("map_value_or_null")
            else { throw CheckFailure("the summary says \(log.summary)") }
        }
        check("a field that the kernel lacks is named") {
            let log = try Self.rejection {
                try objects.load("kernel_kinds", only: "reads_no_such_field")
            }
            guard log.summary.contains("task_struct.no_such_field") else {
                throw CheckFailure("the summary says \(log.summary)")
            }
        }
        check("a tracepoint that the kernel lacks is named") {
            var spec = try objects.spec("loader_hooks")
            let position = try spec.program(named: "on_tracepoint")
            spec.programs[position].kind?.hook = .tracepoint(category: "sched", name: "sched_teleport")
            let object = try spec.load()
            do { _ = try object.programs["on_tracepoint"].attach() } catch LoadError.kernel(
                .noTracepoint("sched", "sched_teleport"))
            {
                return
            }
            throw CheckFailure("it was attached")
        }
    }

    static func rejection(_ load: () throws -> LoadedObject) throws -> VerifierLog {
        do { _ = try load() } catch LoadError.kernel(.rejected(_, _, let log)) { return log }
        throw CheckFailure("the verifier took it")
    }

    /// For a user whose limit on locked memory is small and may not be raised.
    mutating func checkLockedMemory(_ objects: Objects) {
        let counts = kernel < KernelVersion(5, 11)
        check("limit on locked memory") {
            do {
                _ = try objects.load("loader_ringbuf")
            } catch LoadError.kernel(.memlock) where counts {
                return
            }
            if counts { throw CheckFailure("a ring of 64 KiB fits a limit of 64 KiB") }
        }
    }
}
