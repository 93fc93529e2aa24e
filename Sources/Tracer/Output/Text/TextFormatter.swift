public import TracerCapture

/// Writes events as columns for people: one line per event, and indented lines for details.
///
///     TIME (+02:00)    PID    PPID EVENT  DETAILS
///     12:00:00.123    1234    1200 exec   /bin/ls ls -l 'two words'
///         LANG=C
///     12:00:00.124    1234    1200 exit   0 after 1.2ms (ls)
///     12:00:00.130    1240    1200 failed ENOENT /bin/nope nope
///     12:00:00.131    1241    1200 exit   SIGSEGV, core dumped, after 3.0s (crash)
///
/// An exec shows its file and then all of its arguments; the first need not be the file's name. They are
/// shell words that can be pasted back, and no byte from a process reaches the terminal unless it belongs to
/// a visible character. An argument that did not arrive is a bare `?`. Durations count from the exec; those
/// of a process that never called exec, from its fork.
public struct TextFormatter: Sendable {
    public let environment: EnvironmentForm
    /// Whether a command that runs it again follows each exec.
    public var showsCommand = false
    /// Whether the known context follows each exec.
    public var showsContext = false
    public let clock: WallClock
    /// Whether to use escape sequences for colours.
    public let color: Bool
    /// The width of the terminal in columns: event lines are cut to it and then end with `…`. Other lines are
    /// never cut. nil cuts nothing.
    public private(set) var width: Int?
    private(set) var columns: EventColumns
    /// The column where the lines below an event begin.
    var indent = 4

    public init(
        environment: EnvironmentForm = .none, clock: WallClock, color: Bool = false,
        width: Int? = nil
    ) {
        self.environment = environment
        self.clock = clock
        self.color = color
        columns = EventColumns(width: nil)
        setWidth(width)
    }

    /// Sets the new width of a terminal that was resized, in columns.
    public mutating func setWidth(_ width: Int?) {
        // A terminal stores its width in 16 bits.
        self.width = width.map { min(max($0, 1), 65535) }
        columns = EventColumns(width: self.width)
    }

    /// Appends the line that names the columns. Local time may differ more or less from UTC later.
    public func appendHeader(at time: UInt64, to buffer: inout OutputBuffer) {
        begin(.dim, in: &buffer)
        appendTimeHeader(at: time, to: &buffer)
        buffer.append("    PID ")
        if columns.hasParent { buffer.append("   PPID ") }
        buffer.append("EVENT  DETAILS")
        end(.dim, in: &buffer)
        buffer.append(0x0a)
    }

    func appendTimeHeader(at time: UInt64, to buffer: inout OutputBuffer) {
        guard columns.hasTime else { return }
        let start = buffer.count
        buffer.append("TIME (")
        clock.append(zoneAt: time, to: &buffer)
        buffer.append(")")
        buffer.append(repeating: UInt8(ascii: " "), count: max(13 - (buffer.count - start), 0))
    }

    /// Appends one event, as one or more lines.
    public mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer) {
        switch event {
        case .exec(let exec): append(exec, to: &buffer)
        case .exit(let exit): append(exit, to: &buffer)
        case .fork(let fork): append(fork, to: &buffer)
        case .tcp(let tcp): append(tcp, to: &buffer)
        }
    }

    private func append(_ exec: ExecEvent, to buffer: inout OutputBuffer) {
        appendColumns(time: exec.time, pid: exec.pid, ppid: exec.ppid, to: &buffer)
        if exec.succeeded {
            buffer.append("exec   ")
            appendCommand(of: exec, columnsUsed: columns.detailsColumn, to: &buffer)
        } else {
            begin(.alarm, in: &buffer)
            buffer.append("failed ")
            let start = buffer.count
            ErrnoName.append(result: exec.result, to: &buffer)
            let used = columns.detailsColumn + buffer.count - start
            end(.alarm, in: &buffer)
            buffer.append(0x20)
            appendCommand(of: exec, columnsUsed: used + 1, to: &buffer)
        }
        buffer.append(0x0a)
        appendBelow(exec, to: &buffer)
    }

    /// Appends the detail lines of an exec.
    func appendBelow(_ exec: ExecEvent, to buffer: inout OutputBuffer) {
        appendMissing(of: exec, to: &buffer)
        if showsContext { appendContext(of: exec, to: &buffer) }
        if showsCommand { appendCommandLine(of: exec, to: &buffer) }
        appendEnvironment(of: exec, to: &buffer)
    }

    private func append(_ exit: ExitEvent, to buffer: inout OutputBuffer) {
        appendColumns(time: exit.time, pid: exit.pid, ppid: exit.ppid, to: &buffer)
        buffer.append("exit   ")
        appendResult(of: exit, to: &buffer)
        buffer.append(0x0a)
    }

    /// Appends the result of a process, its duration and its name: `0 after 1.2ms (ls)`.
    func appendResult(of exit: ExitEvent, to buffer: inout OutputBuffer) {
        if let signal = exit.signal {
            begin(.alarm, in: &buffer)
            SignalName.append(signal, to: &buffer)
            end(.alarm, in: &buffer)
            if exit.coreDumped { buffer.append(", core dumped,") }
        } else {
            let code = exit.exitCode ?? 0
            begin(code == 0 ? .plain : .warning, in: &buffer)
            buffer.append(decimal: code)
            end(code == 0 ? .plain : .warning, in: &buffer)
        }
        buffer.append(" after ")
        buffer.append(duration: exit.execDuration ?? exit.duration)
        if !exit.comm.isEmpty {
            buffer.append(" (")
            buffer.append(shellWord: exit.comm.span)
            buffer.append(0x29)
        }
    }

    private func append(_ fork: ForkEvent, to buffer: inout OutputBuffer) {
        appendColumns(time: fork.time, pid: fork.pid, ppid: fork.ppid, to: &buffer)
        buffer.append("fork  ")
        if !fork.comm.isEmpty {
            buffer.append(" (")
            buffer.append(shellWord: fork.comm.span)
            buffer.append(0x29)
        }
        buffer.append(0x0a)
    }

    private func append(_ tcp: TCPEvent, to buffer: inout OutputBuffer) {
        appendColumns(time: tcp.time, pid: tcp.pid, ppid: nil, to: &buffer)
        appendConnection(tcp, to: &buffer)
        buffer.append(0x0a)
    }

    /// Appends the state of a connection: `connect 10.0.0.1:443 from 10.0.0.2:40000 (curl)`.
    func appendConnection(_ tcp: TCPEvent, to buffer: inout OutputBuffer) {
        buffer.append(tcp.kind == .connect ? "connect " : "close   ")
        append(tcp.remote, to: &buffer)
        buffer.append(" from ")
        append(tcp.local, to: &buffer)
        if tcp.kind == .close, !tcp.wasEstablished {
            append(" never established", style: .alarm, to: &buffer)
        }
        if let duration = tcp.duration {
            buffer.append(" after ")
            buffer.append(duration: duration)
        }
        if let sent = tcp.bytesSent {
            buffer.append(", ")
            buffer.append(decimal: sent)
            buffer.append(" bytes sent")
        }
        if let received = tcp.bytesReceived {
            buffer.append(", ")
            buffer.append(decimal: received)
            buffer.append(" received")
        }
        if !tcp.comm.isEmpty {
            buffer.append(" (")
            buffer.append(shellWord: tcp.comm.span)
            buffer.append(0x29)
        }
    }

    private func append(_ endpoint: TCPEvent.Endpoint, to buffer: inout OutputBuffer) {
        if endpoint.address.count == 16 { buffer.append(0x5b) }
        buffer.append(address: endpoint.address)
        if endpoint.address.count == 16 { buffer.append(0x5d) }
        buffer.append(0x3a)
        buffer.append(decimal: endpoint.port)
    }

    private func appendColumns(
        time: UInt64, pid: UInt32, ppid: UInt32?, to buffer: inout OutputBuffer
    ) {
        appendTime(time, to: &buffer)
        buffer.append(decimal: pid, width: 7)
        buffer.append(0x20)
        guard columns.hasParent else { return }
        if let ppid {
            buffer.append(decimal: ppid, width: 7)
        } else {
            buffer.append("      -")
        }
        buffer.append(0x20)
    }

    func appendTime(_ time: UInt64, to buffer: inout OutputBuffer) {
        guard columns.hasTime else { return }
        begin(.dim, in: &buffer)
        clock.append(timeOfDay: time, to: &buffer)
        end(.dim, in: &buffer)
        buffer.append(0x20)
    }

    func begin(_ style: TextStyle, in buffer: inout OutputBuffer) {
        if color { buffer.append(style.sequence) }
    }

    func end(_ style: TextStyle, in buffer: inout OutputBuffer) {
        if color, style != .plain { buffer.append(TextStyle.reset) }
    }

    func append(_ text: StaticString, style: TextStyle, to buffer: inout OutputBuffer) {
        begin(style, in: &buffer)
        buffer.append(text)
        end(style, in: &buffer)
    }
}
