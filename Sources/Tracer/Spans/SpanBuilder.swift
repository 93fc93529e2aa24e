public import TracerCapture
public import TracerOutput
internal import TracerSecrets

/// Builds spans from events.
///
/// Events go in, in the order in which the tracer reports them. Spans come out when they have ended, the root
/// span last. The span of a process's first exec begins with the fork, that of a later exec with the exec
/// itself. A span ends with the next exec or with the exit.
///
/// ## Trace and parent
///
/// - The root span belongs to the trace of `SpanOptions.traceID`, or else to the caller's (TRACEPARENT in the
///   tracer's own environment), or else to a new one.
/// - An exec's parent is the exec whose program forked the process, or the root span if that is unknown.
/// - A TRACEPARENT that a program did not inherit puts it into a trace. When tracing a command, from which
///   all programs descend, its span becomes a child of the span named there, and its descendants follow it.
///   Otherwise any user's program could move its spans out of the trace, so the span only gets a link to the
///   named span, unless a rule lets it join (`ExecEvent.joinsTrace`). A TRACEPARENT is inherited if the
///   parent has the same one; if the parent is unknown, the tracer's own is compared.
///
/// ## Memory
///
/// The arguments and environments that the spans of running programs hold are limited in bytes. A program
/// that exceeds the limit gets a span without them and with the attribute `swiftlet.dropped`; the root span
/// has their count.
///
/// Not thread-safe.
public struct SpanBuilder: Sendable {
    /// Receives spans that have ended.
    public typealias Sink = (Span) -> Void

    /// The span of a running program.
    struct Live {
        var span: Span
        var execID: UInt64
        /// When the process was forked, in boot time: distinguishes processes with the same pid.
        var processStart: UInt64
        /// Size of the arguments and the environment, in bytes.
        var bytes: Int
    }

    /// A failed exec that no later exec of the process superseded.
    struct Failure {
        /// The span that has the event; nil for the root span.
        var owner: UInt32?
        var message: [UInt8]
    }

    let options: SpanOptions
    let clock: WallClock
    /// Keyed by pid.
    var live: [UInt32: Live] = [:]
    var references = SpanReferences()
    /// Keyed by pid.
    var failures: [UInt32: Failure] = [:]
    /// Keyed by connection ID.
    var connections: [UInt64: Span] = [:]
    /// The number of connections so far, from which their span IDs are derived.
    var connectionCount: UInt64 = 0
    var root: Span
    /// The command's process; nil until known.
    private var rootPID: UInt32?
    /// What a recorded run reveals about its command.
    var recorded: RecordedCommand?
    /// The start of the trace, in boot time. Earlier start times are raised to it.
    private var start: UInt64
    /// Boot time of the last event.
    private var lastTime: UInt64

    /// Size of all open spans, including the root span, in bytes.
    var liveBytes = 0
    /// Programs whose arguments or environments exceeded the limit.
    var dropped: UInt64 = 0
    private let byteLimit: Int

    /// Beyond this limit the oldest are ended or dropped.
    static var liveLimit: Int { 65536 }
    static var eventLimit: Int { 128 }
    static var defaultByteLimit: Int { 64 << 20 }
    /// In bytes.
    static var longestFileInMessage: Int { 256 }

    public init(_ options: SpanOptions, clock: WallClock) {
        self.init(options, clock: clock, byteLimit: Self.defaultByteLimit)
    }

    init(_ options: SpanOptions, clock: WallClock, byteLimit: Int) {
        self.options = options
        self.byteLimit = byteLimit
        self.clock = clock
        start = options.start
        lastTime = options.start
        root = Self.root(options, clock: clock)
    }

    /// Processes an event; `sink` gets the spans that it ends.
    public mutating func take(_ event: TracerEvent, _ sink: Sink) {
        switch event {
        case .exec(let exec):
            see(exec.time)
            take(exec, sink)
        case .exit(let exit):
            see(exit.time)
            take(exit, sink)
        case .fork(let fork): see(fork.time)
        case .tcp(let tcp):
            see(tcp.time)
            take(tcp, sink)
        }
    }

    private mutating func see(_ time: UInt64) {
        if options.isRecorded, lastTime == 0 {
            start = time
            root.start = nanoseconds(time)
        }
        lastTime = max(lastTime, time)
    }

    /// Ends all open spans, the root span last.
    ///
    /// - Parameter time: Now, in boot time; nil for the time of the last event.
    public mutating func finish(at time: UInt64?, _ summary: CaptureSummary, _ sink: Sink) {
        let end = max(time ?? lastTime, lastTime)
        for (_, connection) in connections.sorted(by: { $0.key < $1.key }) {
            finish(open: connection, at: end, sink)
        }
        connections.removeAll()
        for failure in failures.values { note(failure) }
        failures.removeAll()
        for process in live.values.sorted(by: { $0.span.start < $1.span.start }) {
            self.end(process, at: end, .running, sink)
        }
        live.removeAll()
        finishRoot(at: end, summary)
        sink(root)
    }
}

// MARK: - Execs and exits

extension SpanBuilder {
    private mutating func take(_ exec: ExecEvent, _ sink: Sink) {
        if rootPID == nil, !options.command.strings.isEmpty {
            // The command was forked long before it was allowed to run.
            rootPID = exec.pid
            root.start = nanoseconds(exec.time)
        }
        guard exec.succeeded else {
            take(failed: exec)
            return
        }
        failures[exec.pid] = nil
        var isFirst = true
        if let before = live.removeValue(forKey: exec.pid) {
            isFirst = before.processStart != exec.startTime
            // Another process with the same pid: the exit of the previous one was lost.
            end(before, at: isFirst ? exec.startTime : exec.time, isFirst ? .unknown : .exec, sink)
        }
        if live.count >= Self.liveLimit { endOldest(at: exec.time, sink) }

        if options.isRecorded, references[exec.parentExecID] == nil { note(top: exec) }
        let (reference, parent, isRemote, link) = place(of: exec)
        var exec = exec
        let size = makeFit(&exec)
        let isForked = isFirst && exec.startTime > start && exec.pid != rootPID
        var span = Span(
            traceID: reference.traceID, spanID: reference.spanID, parentSpanID: parent,
            name: name(of: exec), start: nanoseconds(isForked ? exec.startTime : exec.time))
        span.hasRemoteParent = isRemote
        if let link { span.links.append(link) }
        span.attributes = attributes(of: exec)
        if let size {
            liveBytes += size
        } else {
            dropped &+= 1
            span.attributes.append(
                SpanAttribute("swiftlet.dropped", "process.command_args, environment"))
        }
        references.begin(exec.execID, reference)
        live[exec.pid] = Live(
            span: span, execID: exec.execID, processStart: exec.startTime, bytes: size ?? 0)
    }

    func hasRoom(for size: Int) -> Bool { liveBytes <= byteLimit - size }

    /// Removes from an exec what its span has no room for: the arguments except the first, and the
    /// environment.
    ///
    /// - Returns: The size of the arguments and the environment that the span holds, in bytes; nil if there
    ///   was no room.
    private func makeFit(_ exec: inout ExecEvent) -> Int? {
        var size = exec.arguments.bytes.count
        // An attribute per variable: a key and a value, each with a fixed overhead.
        if options.environment != .none {
            size += exec.environment.bytes.count + 160 * exec.environment.count
        }
        if hasRoom(for: size) { return size }
        var first = StringList()
        if exec.arguments.count > 0, let name = exec.arguments[0], name.count <= 4096 {
            first.append(name)
        }
        exec.arguments = first
        exec.environment = Environment()
        exec.parentEnvironment = nil
        return nil
    }

    /// The span's own context, its parent, whether the parent is remote, and the linked span of another
    /// program.
    private func place(
        of exec: ExecEvent
    ) -> (SpanReferences.Reference, parent: SpanID, isRemote: Bool, link: SpanLink?) {
        let known = exec.parentExecID == 0 ? nil : references[exec.parentExecID]
        var place = SpanReferences.Reference(
            traceID: known?.traceID ?? root.traceID,
            spanID: SpanID(number: exec.execID, seed: options.seed), pid: exec.pid,
            traceParent: TraceParent(in: exec.environment))
        if let caller = place.traceParent,
            caller != (known == nil ? options.caller : known?.traceParent)
        {
            guard exec.joinsTrace || !options.command.strings.isEmpty else {
                let link = SpanLink(traceID: caller.traceID, spanID: caller.spanID)
                return (place, known?.spanID ?? root.spanID, false, link)
            }
            place.traceID = caller.traceID
            return (place, caller.spanID, true, nil)
        }
        return (place, known?.spanID ?? root.spanID, false, nil)
    }

    private mutating func take(_ exit: ExitEvent, _ sink: Sink) {
        if exit.pid == rootPID { settle(&root, exit) }
        if exit.pid == recorded?.pid, recorded?.exit == nil { recorded?.exit = exit }
        if let failure = failures.removeValue(forKey: exit.pid) {
            note(failure)
        }
        guard var process = live.removeValue(forKey: exit.pid) else { return }
        // A process that was forked with this pid and never called exec.
        guard exit.execID == process.execID else {
            end(process, at: exit.time &- exit.duration, .unknown, sink)
            return
        }
        settle(&process.span, exit)
        appendUsage(of: exit, to: &process.span)
        end(process, at: exit.time, .exit, sink)
    }

    /// Makes a failed exec its span's error, unless the span has one.
    private mutating func note(_ failure: Failure) {
        if let owner = failure.owner {
            guard live[owner]?.span.error == nil else { return }
            live[owner]?.span.error = failure.message
        } else if root.error == nil {
            root.error = failure.message
        }
    }

    /// Why a span ended.
    enum End {
        case exec, exit
        /// It did not end before the trace did.
        case running
        /// The end was not seen.
        case unknown

        var name: String {
            switch self {
            case .exec: "exec"
            case .exit: "exit"
            case .running: "running"
            case .unknown: "unknown"
            }
        }
    }

    private mutating func end(_ process: Live, at time: UInt64, _ how: End, _ sink: Sink) {
        var span = process.span
        span.end = max(span.start, nanoseconds(time))
        span.attributes.append(SpanAttribute("swiftlet.process.end", how.name))
        references.end(process.execID)
        liveBytes -= process.bytes
        sink(span)
    }

    /// Ends a quarter of them at once, so that the amortized cost per exec is low.
    private mutating func endOldest(at time: UInt64, _ sink: Sink) {
        let byAge = live.map { (pid: $0.key, start: $0.value.span.start) }
            .sorted { ($0.start, $0.pid) < ($1.start, $1.pid) }
        for (pid, _) in byAge.prefix(max(live.count / 4, 1)) {
            guard let oldest = live.removeValue(forKey: pid) else { continue }
            end(oldest, at: time, .unknown, sink)
        }
    }

    func nanoseconds(_ bootTime: UInt64) -> UInt64 { clock.nanosecondsSince1970(bootTime) }
}
