internal import ELFLoader
internal import SwiftletShims

/// What the host lets the tracer and the loader do.
///
/// Facts about the host only explain. Whether tracing works is decided by loading and attaching the tracer's
/// programs, as a trace does. Nothing stays behind.
package struct HostReport: Sendable {
    package private(set) var checks: [HostCheck] = []
    /// Why tracing doesn't work; nil if it does.
    package private(set) var failure: TraceError?

    /// Makes all checks. Takes as long as loading the tracer's programs a few times.
    package init() {
        checks = [
            Self.kernel(), Self.capabilities(), Self.namespaces(), Self.processes(), Self.seccomp(),
            Self.lockdown(), Self.types(), Self.tracefs(), Self.compiler(), Self.memlock(),
            Self.unprivileged(), Self.perfEvents(),
        ]
        do throws(TraceError) {
            try TraceSession.checkPermission()
        } catch {
            fail(error)
            return
        }
        tryTracing()
    }

    // MARK: What the tracer does

    private mutating func tryTracing() {
        // Everything at once: if that works, each part does.
        var all = TraceOptions()
        all.reportFailed = true
        all.reportConnections = true
        var session: TraceSession?
        do throws(TraceError) {
            session = try Self.attached(all)
        } catch {
            do throws(TraceError) { session = try Self.attached(TraceOptions()) } catch {
                fail(error)
                return
            }
        }
        add("trace", .works, "programs load and attach; --capture auto takes the block path")
        let hook = session?.programs.failedHook
        let hasConnections = session?.programs.options.reportConnections == true
        session = nil
        add("--capture stream", { $0.capture = .stream }, works: "")
        if let hook {
            add("--failed", .works, "by \(hook.words)")
        } else {
            add("--failed", { $0.reportFailed = true }, works: "")
        }
        if hasConnections {
            add("--events tcp", .works, "")
        } else {
            add("--events tcp", { $0.reportConnections = true }, works: "")
        }
        if hook == .functionExit || hook == .functionExit64 {
            add("fexit", .works, "")
        } else {
            addHook("fexit", .functionExit)
        }
        addHook("kprobe", .kernelProbes)
    }

    private mutating func addHook(_ name: StaticString, _ hook: TraceOptions.FailedHook) {
        add(
            name,
            {
                $0.reportFailed = true
                $0.failedHook = hook
            }, works: "",
            advice: "--failed uses another hook; `load --attach` can't attach such programs")
    }

    private mutating func fail(_ error: TraceError) {
        failure = error
        add("trace", .missing, Self.line("\(error)"))
    }

    private mutating func add(_ name: StaticString, _ result: HostCheck.Result, _ found: String) {
        checks.append(HostCheck(name, result, found))
    }

    /// Traces with an option on trial.
    private mutating func add(
        _ name: StaticString, _ change: (inout TraceOptions) -> Void, works found: String,
        advice: String? = nil
    ) {
        var options = TraceOptions()
        change(&options)
        do throws(TraceError) {
            _ = try Self.attached(options)
            add(name, .works, found)
        } catch {
            checks.append(HostCheck(name, .limited, Self.line("\(error)"), advice: advice))
        }
    }

    private static func attached(_ options: TraceOptions) throws(TraceError) -> TraceSession {
        var session = try TraceSession(options)
        try session.attach()
        return session
    }

    /// The first line of an error; a verifier's log may follow it.
    private static func line(_ text: String) -> String {
        guard let end = text.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return text }
        return String(text[..<end])
    }
}

extension TracerPrograms.FailedHook {
    /// How failed execs are detected, for people.
    fileprivate var words: String {
        switch self {
        case .functionExit: "fexit of the execve functions"
        case .functionExit64: "fexit of the execve functions, without those of 32-bit programs"
        case .kernelProbes: "kprobe and kretprobe of the execve functions"
        case .tracepoints: "sys_exit, the tracepoint of all system calls"
        }
    }
}
