internal import ELFLoader

/// The object's programs that a session needs, and how they are set up.
struct TracerPrograms {
    /// How failed execs are detected, cheapest first.
    enum FailedHook: CaseIterable {
        /// fexit of the system call functions: costs nothing unless they fail.
        case functionExit
        /// The same without the compat functions for 32-bit programs, which a kernel may lack.
        case functionExit64
        /// kprobe and kretprobe of the functions: adds a small cost to each exec.
        case kernelProbes
        /// The tracepoint at the exit of all system calls, which slows every one on the host a little. Only
        /// this one sees calls that seccomp(2) refuses.
        case tracepoints
    }

    let options: TraceOptions
    /// Nil unless failed execs are requested.
    let failedHook: FailedHook?
    /// Whether another task may run on the CPU while a program runs.
    let isPreemptible: Bool
    /// Whether the kernel has the tracepoint sched_prepare_exec (6.9).
    let hasPrepareExec: Bool

    /// The program that does the work another one missed (bpf/tracer_turns.h).
    static func second(of program: String) -> String { program + "_again" }

    static func isSecond(_ program: String) -> Bool { program.hasSuffix("_again") }

    /// The programs to attach, in this order. They are detached in reverse order, second programs first.
    var attached: [String] {
        guard isPreemptible else {
            // An interrupt may preempt this one on any kernel.
            let second = options.reportConnections ? ["inet_sock_set_state_again"] : []
            return tracepoints + second + functions + probes
        }
        // Tracepoints run programs in attach order, functions in reverse order.
        return tracepoints + tracepoints.map(Self.second) + functions.map(Self.second) + functions
            + probes
    }

    private var tracepoints: [String] {
        var names = notesPrepared ? ["sched_prepare_exec"] : []
        names += ["sched_process_exec", "sched_process_exit", "sched_process_fork"]
        if options.reportConnections { names.append("inet_sock_set_state") }
        // Whatever ends a stream must precede whatever begins one.
        if usesTracepoints { names.append("sys_exit") }
        if options.capture == .stream { names += ["sys_enter_execve", "sys_enter_execveat"] }
        return names
    }

    private var functions: [String] {
        let names = ["execve_failed", "execveat_failed"]
        return switch failedHook {
        case .functionExit: names + ["execve_32bit_failed", "execveat_32bit_failed"]
        case .functionExit64: names
        case .kernelProbes, .tracepoints, nil: []
        }
    }

    /// The kernel runs these with preemption off.
    private var probes: [String] {
        guard failedHook == .kernelProbes else { return [] }
        return ["execve_returned", "execveat_returned", "execve_entered", "execveat_entered"]
    }

    /// Programs reached by a tail call.
    private var continuing: [String] {
        var names = ["continue_exec_block"]
        if usesTracepoints { names.append("continue_returned_exec") }
        if options.capture == .stream { names.append("continue_env_stream") }
        switch failedHook {
        case .functionExit, .functionExit64: names.append("continue_failed_exec")
        case .kernelProbes: names.append("continue_probed_exec")
        case .tracepoints, nil: break
        }
        return names
    }

    private var usesTracepoints: Bool {
        options.capture == .stream || failedHook == .tracepoints
    }

    private var notesEntries: Bool { options.capture == .stream || failedHook == .kernelProbes }

    /// Whether to record what an exec is about to run, in case it fails after the old program is gone.
    private var notesPrepared: Bool { options.reportFailed && hasPrepareExec }

    /// The program sets that satisfy the options, cheapest first.
    ///
    /// - Throws: `TraceError.load` if the kernel's types can't be read.
    static func candidates(_ options: TraceOptions) throws(TraceError) -> [TracerPrograms] {
        // Kernels on which preemption can be disabled count as preemptible.
        let isPreemptible: Bool
        let hasPrepareExec: Bool
        do {
            let found = try KernelTypes.hasFunctions(
                named: "bpf_preempt_disable", "__bpf_trace_sched_prepare_exec")
            (isPreemptible, hasPrepareExec) = (found[0], found[1])
        } catch {
            throw .load(error)
        }
        func programs(_ hook: FailedHook?) -> TracerPrograms {
            TracerPrograms(
                options: options, failedHook: hook, isPreemptible: isPreemptible,
                hasPrepareExec: hasPrepareExec)
        }
        // The stream path traces the system call entries anyway.
        guard options.reportFailed, options.capture == .block else { return [programs(nil)] }
        return FailedHook.allCases.filter(options.failedHook.allows).map { programs($0) }
    }

    /// The embedded object.
    private static func spec() throws(TraceError) -> ObjectSpec {
        let object: [UInt8]
        do throws(InflateError) {
            object = try Inflate.bytes(
                EmbeddedObjects.process_tracer, from: 0, limit: EmbeddedObjects.process_tracer_size
            ).output
        } catch {
            preconditionFailure("the embedded object is damaged: \(error)")
        }
        do {
            return try ObjectSpec(parsing: ByteView(object), name: "process_tracer")
        } catch {
            throw .object(error)
        }
    }

    /// Loads the programs.
    ///
    /// - Throws: `TraceError.object`, `.load`.
    func load() throws(TraceError) -> LoadedObject {
        var spec = try Self.spec()
        do {
            try spec.setVariable("stream_path", to: UInt8(options.capture == .stream ? 1 : 0))
            try spec.setVariable("note_entries", to: UInt8(notesEntries ? 1 : 0))
            try spec.setVariable("follow_descendants", to: UInt8(options.followDescendants ? 1 : 0))
            try spec.setVariable("follow_forks", to: UInt8(options.followForks ? 1 : 0))
            try spec.setVariable("sample_every", to: options.sampleEvery)
            try spec.setVariable("is_preemptible", to: UInt8(isPreemptible ? 1 : 0))
            try spec.setVariable("own_pid_namespace", to: OwnNamespaces.pid)
            if !notesPrepared { try spec.resizeMap("prepared_execs", to: 1) }
            try spec.resizeMap("events", to: UInt32(clamping: options.ringSize.initial))
            try setFilters(in: &spec)
            try Self.setFunctions(in: &spec)
            if !options.reportConnections { try spec.resizeMap("connections", to: 1) }
            let needed = attached + continuing
            for program in spec.programs {
                try spec.setLoaded(program.name, needed.contains(program.name))
            }
        } catch {
            throw .object(error)
        }
        do {
            var options = LoadOptions()
            options.loadsTogether = true
            let object = try spec.load(options: options)
            try attachOnTrial(object)
            return object
        } catch {
            throw .load(error)
        }
    }
}

extension TraceOptions.FailedHook {
    fileprivate func allows(_ hook: TracerPrograms.FailedHook) -> Bool {
        switch self {
        case .auto: true
        case .functionExit: hook == .functionExit || hook == .functionExit64
        case .kernelProbes: hook == .kernelProbes
        case .tracepoints: hook == .tracepoints
        }
    }
}
