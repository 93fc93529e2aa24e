public import TracerCapture

/// Writes events as NDJSON: one object per line, always valid UTF-8, unique keys in a fixed order.
///
/// Process strings that are not UTF-8 are shown with U+FFFD, and their exact bytes follow in base64. A
/// variable whose name is not UTF-8 goes into `env_other`, since two such names can look alike.
/// docs/schema.json describes every event, docs/json.md what may change.
public struct JSONFormatter: Sendable {
    public let environment: EnvironmentForm
    public let clock: WallClock
    /// With `all`: repeated environments are references. The first occurrence has `"env_id":"1"`; an event
    /// with `"env_ref":"1"` has the `env`, `env_other` and `env_base64` of that event.
    public var refersToEnvironments = false
    var environments = EnvironmentTable()
    var written = WrittenEnvironments()

    public init(environment: EnvironmentForm = .all, clock: WallClock) {
        self.environment = environment
        self.clock = clock
    }

    /// Forgets the written environments, as a new file requires.
    public mutating func forgetEnvironments() {
        environments = EnvironmentTable()
    }

    /// Appends one line.
    public mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer) {
        switch event {
        case .exec(let exec): append(exec, to: &buffer)
        case .exit(let exit): append(exit, to: &buffer)
        case .fork(let fork): append(fork, to: &buffer)
        case .tcp(let tcp): append(tcp, to: &buffer)
        }
    }

    func append(_ exit: ExitEvent, to buffer: inout OutputBuffer) {
        buffer.beginEvent("exit")
        append(exit.time, as: "time", to: &buffer)
        buffer.member("exec_id", hexadecimal: exit.execID)
        buffer.member("parent_exec_id", hexadecimal: exit.parentExecID)
        buffer.member("pid", exit.pid)
        buffer.member("ppid", exit.ppid)
        buffer.member("comm", exact: exit.comm.span)
        buffer.key("exit_code")
        if let code = exit.exitCode { buffer.value(code) } else { buffer.nullValue() }
        buffer.key("signal")
        if let signal = exit.signal {
            buffer.quoted { SignalName.append(signal, to: &$0) }
        } else {
            buffer.nullValue()
        }
        buffer.member("core_dumped", exit.coreDumped)
        buffer.member("duration_ns", exit.duration)
        if let duration = exit.execDuration { buffer.member("exec_duration_ns", duration) }
        if let usage = exit.usage {
            buffer.member("max_rss_bytes", usage.maxResident)
            buffer.member("user_ns", usage.userTime)
            buffer.member("system_ns", usage.systemTime)
        }
        buffer.endLine()
    }

    func append(_ fork: ForkEvent, to buffer: inout OutputBuffer) {
        buffer.beginEvent("fork")
        append(fork.time, as: "time", to: &buffer)
        buffer.member("pid", fork.pid)
        buffer.member("ppid", fork.ppid)
        buffer.member("comm", exact: fork.comm.span)
        buffer.endLine()
    }

    func append(_ time: UInt64, as key: StaticString, to buffer: inout OutputBuffer) {
        buffer.key(key)
        buffer.quoted { clock.append(timestamp: time, to: &$0) }
    }
}
