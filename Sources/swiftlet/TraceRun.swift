internal import ELFLoader
internal import SwiftletShims
internal import Tracer

/// One run of `swiftlet trace`, from the first descriptor to the exit status.
struct TraceRun: ~Copyable {
    private let options: TraceCommand
    private let signals: SignalSource
    private let child: Child?
    private let witness: SignalWitness?
    private var session: TraceSession
    private let pipeline: EventPipeline
    private let clock: WallClock
    /// An eventfd: an output is done with what it had.
    private let outputsDone: Descriptor

    /// Nothing more is to be traced.
    private var isOver = false
    /// A signal or an option has asked for the end.
    private var isAskedToEnd = false
    /// Records came since the last tick.
    private var hasNews = false

    /// In milliseconds: how often execs that miss a part are looked for, and whether the last
    /// descendant is gone.
    private static var tick: UInt64 { 100 }
    /// In milliseconds: how often a quiet trace of running processes looks whether they still run.
    private static var seldom: UInt64 { 2000 }
    /// In milliseconds: how long an output that takes nothing is waited for at the end.
    private static var patience: UInt64 { 10_000 }
    /// The same if somebody has asked for the end.
    private static var shortPatience: UInt64 { 700 }

    /// Loads and attaches the programs.
    init(_ options: TraceCommand) throws(Failure) {
        var options = options
        let configuration = try options.outputs.takeConfiguration()
        let command = options.command
        // Before anything else is opened or raised, so that the command has none of it.
        let signals = try SignalSource(forCommand: !command.isEmpty)
        let child = command.isEmpty ? nil : try Child(command, signals: signals.before)
        let witness = command.isEmpty ? nil : try SignalWitness()
        let clock = WallClock()
        let pipeline = try EventPipeline(
            options.outputs, configuration, clock: clock,
            of: TracedRun(command: command.map { $0.shown }, start: swiftlet_clock_boottime()))
        let outputsDone = try Self.eventDescriptor()
        var session = try Self.session(try options.session())
        do throws(TraceError) {
            try session.watch(signals.descriptor)
            try session.watch(outputsDone.number)
            try session.attach()
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
    /// - Returns: How this process is to end.
    consuming func run() throws(Failure) -> Child.End {
        // Everything is open and attached, and the sandbox is around us: from here on there is untrusted data.
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
        // A signal may have ended it before it was followed: then there is nothing to trace.
        child.look()
        isOver = child.end != nil
        guard !isOver, let errno = child.start() else { return }
        throw Failure(
            status: errno == .noEntry ? ExitStatus.notFound : ExitStatus.notExecutable,
            message: "\(options.command[0].shown): can't be run: \(errno)")
    }

    /// The command goes on, whatever happens to its tracer.
    private func note(_ error: Failure, _ failure: inout Failure?) {
        error.print()
        if failure == nil { failure = error }
    }

    private mutating func trace() throws(Failure) {
        let deadline = options.duration.map { now() + UInt64($0 * 1000) }
        var nextTick = now() + Self.tick
        while !isOver {
            try wait(until: deadline, nextTick)
            try drain()
            if now() >= nextTick {
                try tick()
                nextTick = now() + Self.tick
            }
            // Nobody reads, and nobody's status is waited for.
            if pipeline.isClosed, child == nil { isOver = true }
            if pipeline.isFull { isOver = true }
            if let deadline, now() >= deadline {
                isOver = true
                isAskedToEnd = true
            }
        }
    }

    /// Waits for records or signals, and takes the signals. Without anything to wait for in between
    /// there is no tick: a tracer of a quiet host sleeps.
    private mutating func wait(until deadline: UInt64?, _ nextTick: UInt64) throws(Failure) {
        let awaitsProcesses = !options.filters.pid.isEmpty
        let needsTick =
            child?.end != nil || session.isWaitingForParts || pipeline.awaitsRoom
            || awaitsProcesses && hasNews
        // Their exits wake us, unless they are lost.
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
                // It has what was sent to its group, by the terminal for example.
                if !(witness?.saw(signal) ?? false) { child.send(signal) }
            } else if signal.asksToReload, pipeline.canReload {
                pipeline.reload()
            } else if signal.asksToEnd, !signals.wasIgnored(signal) {
                isOver = true
                isAskedToEnd = true
            }
        }
        if hasChildChanged { child?.look() }
    }

    /// Takes and shows what is there, a bounded piece at a time so that memory stays small.
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
        guard child == nil ? !options.filters.pid.isEmpty : child?.end != nil else { return }
        do throws(TraceError) {
            // The command has ended, or the process, but what it started may live on.
            if try !session.hasFollowedProcesses() { isOver = true }
        } catch {
            throw Failure(error)
        }
    }

    /// Detaches, shows what is left, waits for the command and a while for the outputs, and sums up.
    private mutating func finish(_ failure: inout Failure?) -> CaptureSummary? {
        let pipeline = pipeline
        var summary: CaptureSummary?
        do throws(TraceError) { summary = try session.stop { pipeline.take($0) } } catch {
            note(Failure(error), &failure)
        }
        do throws(Failure) { summary = try pipeline.finish(summary) } catch {
            note(error, &failure)
        }
        settle(&failure)
        if var summary {
            summary.outputFull = pipeline.lost
            pipeline.report(summary)
            return summary
        }
        return nil
    }

    /// Tracing is over: the command may go on, and the outputs may take what they haven't.
    private mutating func settle(_ failure: inout Failure?) {
        var written = pipeline.written
        var lastProgress = now()
        var isPatient = true
        // Who asks now doesn't want to wait at all.
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
            let patience = isOver ? 0 : isAskedToEnd ? Self.shortPatience : Self.patience
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
    /// What the session is to do.
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
        session.ringSize = ringSize.size
        session.sampleEvery = sample
        session.comparesEnvironments = outputs.comparesEnvironments
        return session
    }
}
