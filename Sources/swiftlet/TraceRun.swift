internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims
internal import Tracer
internal import TracerPipeline

/// One run of `swiftlet trace`, from the first descriptor to the exit status.
struct TraceRun: ~Copyable {
    private let options: TraceCommand
    private let signals: SignalSource
    private let child: Child?
    private let witness: SignalWitness?
    private var session: TraceSession
    private let pipeline: RunPipeline
    /// nil without --config.
    private let configuration: ConfigurationFile?
    private let clock: WallClock
    /// An eventfd that an output increments when it is done with its piece.
    private let outputsDone: Descriptor

    /// Tracing has ended.
    private var isOver = false
    /// A signal or an option asked to stop.
    private var isAskedToEnd = false
    /// The last signal that asked for the end and that the command got; 0 if there was none.
    private var endingSignal: Int32 = 0
    /// Records have arrived since the last tick.
    private var hasNews = false

    /// How often to check for execs with missing parts, and whether the last descendant is gone without a record, in
    /// milliseconds.
    private static var tick: UInt64 { 100 }
    /// How often a quiet trace of running processes checks whether they still run, in milliseconds.
    private static var seldom: UInt64 { 2000 }
    /// How long to wait at the end for an output that takes nothing, in milliseconds.
    private static var patience: UInt64 { 10_000 }
    /// The same, if somebody asked to stop.
    private static var shortPatience: UInt64 { 700 }
    /// How long to read records after a request to stop, in milliseconds. A full ring of large execs takes
    /// longer, and any user can fill it.
    private static var lastReading: UInt64 { 500 }

    /// Loads and attaches the programs.
    init(_ options: TraceCommand) throws(Failure) {
        var options = options
        let configuration = try options.outputs.takeConfiguration()
        let command = options.command
        // First of all, so that the command inherits nothing that is opened or raised later.
        let signals = try SignalSource(forCommand: !command.isEmpty)
        let child =
            command.isEmpty
            ? nil : try Child(command, in: options.chdir, by: options.user, signals: signals.before)
        let witness = command.isEmpty ? nil : try SignalWitness()
        let clock = WallClock(isUTC: options.outputs.utc)
        // Before an output file is emptied.
        do throws(TraceError) { try TraceSession.checkPermission() } catch { throw Failure(error) }
        let pipeline = try RunPipeline(
            options.outputs, configuration, clock: clock,
            of: TracedRun(command: command, start: swiftlet_clock_boottime()))
        let outputsDone = try Self.eventDescriptor()
        var session = try Self.session(try options.session())
        do throws(TraceError) {
            try session.watch(signals.descriptor)
            try session.watch(outputsDone.number)
            try session.attach(knowing: command.isEmpty ? .all : .ancestors)
            try session.follow(
                running: options.filters.pid, descendants: options.filters.descendants)
        } catch {
            throw Failure(error)
        }
        if (try? Kernel.readFile("/proc/self/stat")) == nil {
            Failure(
                status: 0,
                message:
                    "/proc can't be read (mount -t proc proc /proc): nothing is known of processes that were there before, and parts that get lost can't be read again"
            ).print()
        }
        if !options.noSandbox { Sandbox(options).enter() }
        self.options = options
        self.pipeline = pipeline
        self.configuration = configuration?.file
        self.signals = signals
        self.session = session
        self.child = child
        self.witness = witness
        self.clock = clock
        self.outputsDone = outputsDone
    }

    private static func session(_ options: TraceOptions) throws(Failure) -> TraceSession {
        do throws(TraceError) { return try TraceSession(options) } catch { throw Failure(error) }
    }

    private static func eventDescriptor() throws(Failure) -> Descriptor {
        let result = swiftlet_eventfd()
        guard result >= 0 else {
            throw Failure(
                status: ExitStatus.unavailable,
                message: "eventfd: \(Errno(rawValue: Int32(-result)))")
        }
        return Descriptor(adopting: Int32(result))
    }

    /// Traces until it is over.
    ///
    /// - Returns: How this process must end.
    consuming func run() throws(Failure) -> Child.End {
        // Everything is open and attached, and the sandbox is in place. From here on the data is untrusted.
        try pipeline.startWriting(done: outputsDone.number)
        try pipeline.flush()
        try startCommand()
        var failure: Failure?
        do throws(Failure) { try trace() } catch { note(error, &failure) }
        let summary = finish(&failure)
        let isLossy = failure != nil || !(summary?.isClean ?? false)
        if options.strict, isLossy { return .exited(ExitStatus.lost) }
        if let end = child?.end { return end }
        if let failure { return .exited(failure.status) }
        return .exited(pipeline.lost > 0 ? ExitStatus.lost : 0)
    }

    private mutating func startCommand() throws(Failure) {
        guard let child else { return }
        try child.fork()
        do throws(TraceError) { try session.follow(pid: child.pid) } catch { throw Failure(error) }
        // What came before is the command's, too; and SIGCHLD for its forker must not hide another one.
        takeSignals()
        // A signal may have ended the command before it was followed. Then there is nothing to trace.
        child.look()
        isOver = child.end != nil
        guard !isOver, let refusal = child.start() else { return }
        let errno = refusal.errno
        switch refusal.step {
        case .becomingUser:
            throw Failure(
                status: ExitStatus.notPermitted,
                message: "--user: can't become \(options.user?.name.shown ?? ""): \(errno); run swiftlet as root")
        case .enteringDirectory:
            throw Failure(
                status: ExitStatus.notExecutable, message: "--chdir: \(options.chdir?.shown ?? ""): \(errno)")
        case .exec:
            throw Failure(
                status: errno == .noEntry ? ExitStatus.notFound : ExitStatus.notExecutable,
                message: "\(options.command[0].shown): can't be run: \(errno)")
        }
    }

    /// Lets the command continue, whatever happens to the tracer.
    private func note(_ error: Failure, _ failure: inout Failure?) {
        error.print()
        if failure == nil { failure = error }
    }

    private mutating func trace() throws(Failure) {
        let deadline = options.duration.map { now() + $0 }
        var nextTick = now() + Self.tick
        while !isOver {
            try wait(until: deadline, nextTick)
            try drain()
            if now() >= nextTick {
                try tick()
                nextTick = now() + Self.tick
            }
            try endWithTheLastProcess()
            // Nobody reads the output, and no command's status is needed.
            if pipeline.isClosed, child == nil { isOver = true }
            if pipeline.isFull { isOver = true }
            if let deadline, now() >= deadline {
                isOver = true
                isAskedToEnd = true
            }
        }
    }

    /// Waits for records or signals, and handles the signals. If nothing needs regular checks,
    /// there is no tick, so the tracer sleeps on a quiet host.
    private mutating func wait(until deadline: UInt64?, _ nextTick: UInt64) throws(Failure) {
        let awaitsProcesses = !options.filters.pid.isEmpty
        let needsTick =
            child?.end != nil || session.isWaitingForParts || pipeline.awaitsRoom
            || awaitsProcesses && hasNews
        // Their exits wake this process, unless the records are lost.
        let look = awaitsProcesses ? now() + Self.seldom : .max
        let time = min(deadline ?? .max, needsTick ? nextTick : look)
        try wait(atMost: time == .max ? -1 : Int32(clamping: time - min(time, now())))
    }

    private mutating func wait(atMost milliseconds: Int32) throws(Failure) {
        do throws(TraceError) {
            guard try session.wait(atMost: milliseconds) else { return }
        } catch {
            throw Failure(error)
        }
        swiftlet_eventfd_clear(outputsDone.number)
        takeSignals()
    }

    private mutating func takeSignals() {
        var hasChildChanged = false
        while let signal = signals.next() {
            if signal.mayBeChildChange { hasChildChanged = true }
            if signal.isOfChild {
                continue
            } else if let child, child.end == nil {
                if signal.asksToEnd { endingSignal = signal.number }
                // The command got this signal with its group, for example from the terminal.
                if !(witness?.saw(signal) ?? false) { child.send(signal) }
            } else if signal.asksToReload, let configuration {
                // Without a file to read again a trace ends with its terminal, as any program: a shell that
                // goes sends SIGHUP to what it started.
                pipeline.reload(configuration)
            } else if signal.asksToEnd, !signals.wasIgnored(signal) {
                isOver = true
                isAskedToEnd = true
            }
        }
        if hasChildChanged { child?.look() }
    }

    /// Reads and shows the available records, a bounded amount at a time to limit memory.
    private mutating func drain() throws(Failure) {
        let pipeline = pipeline
        clock.follow()
        do throws(TraceError) {
            if try session.drain({ pipeline.take($0) }) > 0 { hasNews = true }
        } catch {
            throw Failure(error)
        }
        try pipeline.flush()
    }

    private mutating func tick() throws(Failure) {
        hasNews = false
        let pipeline = pipeline
        session.expire { pipeline.take($0) }
        try pipeline.flush()
    }

    /// Ends the trace with the last of the command's (or the processes') descendants. It is asked after every wake-up,
    /// not only at ticks: the kernel forgets a process before it sends the record of its exit.
    private mutating func endWithTheLastProcess() throws(Failure) {
        guard !isOver, child == nil ? !options.filters.pid.isEmpty : child?.end != nil else { return }
        do throws(TraceError) {
            if try !session.hasFollowedProcesses() { isOver = true }
        } catch {
            throw Failure(error)
        }
    }

    /// Detaches, shows what is left, waits for the command and a while for the outputs, and sums up.
    private mutating func finish(_ failure: inout Failure?) -> CaptureSummary? {
        let pipeline = pipeline
        var summary: CaptureSummary?
        do throws(TraceError) {
            summary = try session.stop(atMost: isAskedToEnd ? Self.lastReading : nil) {
                pipeline.take($0)
            }
        } catch {
            note(Failure(error), &failure)
        }
        do throws(Failure) { summary = try pipeline.finish(summary, at: swiftlet_clock_boottime()) } catch {
            note(error, &failure)
        }
        settle(&failure)
        summary?.outputFull = pipeline.lost
        pipeline.report(summary, isText: options.outputs.summaryIsText)
        return summary
    }

    /// Whether the command ended as a signal had asked, or as a shell says that it did.
    private var hasObeyed: Bool {
        switch child?.end {
        case .killed(endingSignal), .exited(128 + endingSignal): endingSignal != 0
        default: false
        }
    }

    /// Ends tracing: the command may continue, and the outputs take the rest.
    private mutating func settle(_ failure: inout Failure?) {
        var written = pipeline.written
        var lastProgress = now()
        var isPatient = true
        // Another request to stop means that nobody wants to wait.
        isOver = false
        while isPatient && !pipeline.isSettled || (child != nil && child?.end == nil) {
            do throws(Failure) {
                try wait(atMost: Int32(Self.tick))
                if isPatient { try pipeline.flush() }
            } catch {
                note(error, &failure)
            }
            if pipeline.written != written { lastProgress = now() }
            written = pipeline.written
            let patience = isOver ? 0 : isAskedToEnd || hasObeyed ? Self.shortPatience : Self.patience
            if isPatient, now() - lastProgress > patience { isPatient = false }
        }
        pipeline.giveUp()
    }

    /// CLOCK_MONOTONIC in milliseconds.
    private func now() -> UInt64 {
        swiftlet_clock_monotonic() / 1_000_000
    }
}

extension TraceCommand {
    /// The options of the session.
    fileprivate func session() throws(Failure) -> TraceOptions {
        var session = TraceOptions()
        session.capture = capture == .stream ? .stream : .block
        session.followDescendants = !command.isEmpty || !filters.pid.isEmpty
        session.followForks = filters.pid.isEmpty || filters.descendants
        session.filter = try filters.filter()
        session.reportConnections = outputs.events.contains(.tcp)
        session.reportFailed = failed
        session.failedHook =
            switch failedHook {
            case .auto: .auto
            case .fexit: .functionExit
            case .kretprobe: .kernelProbes
            case .tracepoint: .tracepoints
            }
        session.ringSize = ringSize
        session.sampleEvery = sample
        session.comparesEnvironments = outputs.comparesEnvironments
        return session
    }
}
