public import TracerCapture

/// Writes events as NDJSON: one object per line, always valid UTF-8, keys in a fixed order, none twice.
///
/// Strings of a process that are not UTF-8 are shown with U+FFFD, and their exact bytes follow in
/// base64. A variable whose name is not UTF-8 is in `env_other`, since two such names can look alike.
/// docs/schema.json describes every event, docs/json.md says what may change.
public struct JSONFormatter: Sendable {
    public let environment: EnvironmentForm
    public let clock: WallClock
    /// With `all`: an environment that was written before is only referred to. The first has
    /// `"env_id":"1"`; what has `"env_ref":"1"` has the `env`, `env_other` and `env_base64` of that event.
    public var refersToEnvironments = false
    var environments = EnvironmentTable()

    public init(environment: EnvironmentForm = .all, clock: WallClock) {
        self.environment = environment
        self.clock = clock
    }

    /// Has every environment written again: for what begins a new file.
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
        buffer.append(jsonEvent: "exit")
        buffer.append(#","time":""#)
        clock.append(timestamp: exit.time, to: &buffer)
        buffer.append(#"","exec_id":""#)
        buffer.append(hexadecimal: exit.execID)
        buffer.append(#"","parent_exec_id":""#)
        buffer.append(hexadecimal: exit.parentExecID)
        buffer.append(#"","pid":"#)
        buffer.append(decimal: exit.pid)
        buffer.append(#","ppid":"#)
        buffer.append(decimal: exit.ppid)
        buffer.append(#","comm":"#)
        buffer.append(jsonString: exit.comm.span)
        buffer.append(#","exit_code":"#)
        if let code = exit.exitCode { buffer.append(decimal: code) } else { buffer.append("null") }
        buffer.append(#","signal":"#)
        if let signal = exit.signal {
            buffer.append(0x22)
            SignalName.append(signal, to: &buffer)
            buffer.append(0x22)
        } else {
            buffer.append("null")
        }
        buffer.append(#","core_dumped":"#)
        buffer.append(exit.coreDumped)
        buffer.append(#","duration_ns":"#)
        buffer.append(decimal: exit.duration)
        if let duration = exit.execDuration {
            buffer.append(#","exec_duration_ns":"#)
            buffer.append(decimal: duration)
        }
        if let usage = exit.usage {
            buffer.append(#","max_rss_bytes":"#)
            buffer.append(decimal: usage.maxResident)
            buffer.append(#","user_ns":"#)
            buffer.append(decimal: usage.userTime)
            buffer.append(#","system_ns":"#)
            buffer.append(decimal: usage.systemTime)
        }
        buffer.append("}\n")
    }

    func append(_ fork: ForkEvent, to buffer: inout OutputBuffer) {
        buffer.append(jsonEvent: "fork")
        buffer.append(#","time":""#)
        clock.append(timestamp: fork.time, to: &buffer)
        buffer.append(#"","pid":"#)
        buffer.append(decimal: fork.pid)
        buffer.append(#","ppid":"#)
        buffer.append(decimal: fork.ppid)
        buffer.append(#","comm":"#)
        buffer.append(jsonString: fork.comm.span)
        buffer.append("}\n")
    }
}
