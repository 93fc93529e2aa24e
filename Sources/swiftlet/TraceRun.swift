internal import ELFLoader
internal import GlibcShims
internal import Tracer

/// One run of `swiftlet trace`, from the first descriptor to the exit status.
struct TraceRun: ~Copyable {
    private let options: TraceCommand
    private let signals: SignalSource
    private let child: Child?
    private var session: TraceSession
    private let pipeline: EventPipeline

    /// How the command ended; nil while it runs, or if there is none.
    private var end: Child.End?
    /// Nothing more is to be traced.
    private var isOver = false
    /// Records came since the last tick.
    private var hasNews = false

    /// In milliseconds: how often execs that miss a part are looked for, and whether the last
    /// descendant is gone.
    private static var tick: UInt64 { 100 }
    /// In milliseconds: how often a quiet trace of running processes looks whether they still run.
    private static var seldom: UInt64 { 2000 }

    /// Loads and attaches the programs. The command is there by then, and waits to be started.
    init(_ options: TraceCommand) throws(Failure) {
        var options = options
        let configuration = try options.outputs.takeConfiguration()
        // CLOCK_BOOTTIME, which the kernel stamps events with, against the wall clock.
        let clock = WallClock(
            offset: Int64(bitPattern: swiftlet_clock_realtime() &- swiftlet_clock_boottime()))
        let pipeline = try EventPipeline(
            options.outputs, configuration, clock: clock,
            of: TracedRun(command: options.command, start: swiftlet_clock_boottime()))
        // Before the fork: a child that ends at once is noticed, too.
        let signals = try SignalSource()
        var session = try Self.session(try options.session())
        let child =
            options.command.isEmpty
            ? nil : try Child(options.command, signals: signals.before)
        do throws(TraceError) {
            if let child { try session.follow(pid: child.pid) }
            try session.watch(signals.descriptor)
            try session.attach()
            try session.follow(
                running: options.filters.pid, descendants: options.filters.descendants)
        } catch {
            throw Failure(error)
        }
        if (try? Kernel.readFile("/proc/self/stat")) == nil {
            var standardError = OutputFile.standardError()
            standardError.write(
                "swiftlet: /proc can't be read (mount -t proc proc /proc): nothing is known of processes that were there before, and parts that get lost can't be read again\n")
            try? standardError.flush()
        }
        if !options.noSandbox { Sandbox(options).enter() }
        self.options = options
        self.pipeline = pipeline
        self.signals = signals
        self.session = session
        self.child = child
    }

    private static func session(_ options: TraceOptions) throws(Failure) -> TraceSession {
        do throws(TraceError) { return try TraceSession(options) } catch { throw Failure(error) }
    }

    /// Traces until it is over.
    ///
    /// - Returns: The exit status.
    consuming func run() throws(Failure) -> Int32 {
        try pipeline.flush()
        if let child, let errno = child.start() {
            throw Failure(
                status: errno == .noEntry ? ExitStatus.notFound : ExitStatus.notExecutable,
                message: "\(options.command[0]): can't be run: \(errno)")
        }
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
            if let deadline, now() >= deadline { isOver = true }
        }
        return try finish()
    }

    /// Waits for records or signals, and takes the signals. Without anything to wait for in between
    /// there is no tick: a tracer of a quiet host sleeps.
    private mutating func wait(until deadline: UInt64?, _ nextTick: UInt64) throws(Failure) {
        let awaitsProcesses = !options.filters.pid.isEmpty
        let needsTick = end != nil || session.isWaitingForParts || awaitsProcesses && hasNews
        // Their exits wake us, unless they are lost.
        let look = awaitsProcesses ? now() + Self.seldom : .max
        let time = min(deadline ?? .max, needsTick ? nextTick : look)
        let milliseconds = time == .max ? -1 : Int32(clamping: time - min(time, now()))
        do throws(TraceError) {
            guard try session.wait(atMost: milliseconds) else { return }
        } catch {
            throw Failure(error)
        }
        takeSignals()
    }

    private mutating func takeSignals() {
        while let signal = signals.next() {
            if signal.isChildChange {
                if end == nil, let child { end = child.end() }
            } else if let child, end == nil {
                // What the terminal sends goes to the command as well as to us. What a process sent
                // to us is meant for the command.
                if signal.sender != nil { child.send(signal.number) }
            } else if signal.asksToReload, pipeline.canReload {
                pipeline.reload()
            } else if signal.asksToEnd {
                isOver = true
            }
        }
    }

    /// Takes and shows what is there, a bounded piece at a time so that memory stays small.
    private mutating func drain() throws(Failure) {
        let pipeline = pipeline
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
        guard child == nil ? !options.filters.pid.isEmpty : end != nil else { return }
        do throws(TraceError) {
            // The command has ended, or the process, but what it started may live on.
            if try !session.hasFollowedProcesses() { isOver = true }
        } catch {
            throw Failure(error)
        }
    }

    /// Detaches, shows what is left, and works out the exit status.
    private mutating func finish() throws(Failure) -> Int32 {
        let pipeline = pipeline
        var summary: CaptureSummary
        do throws(TraceError) {
            summary = try session.stop { pipeline.take($0) }
        } catch {
            throw Failure(error)
        }
        summary = try pipeline.finish(summary) ?? summary
        // Tracing is over; the command may go on.
        while let child, end == nil {
            _ = try? session.wait(atMost: 1000)
            takeSignals()
            if end == nil { end = child.end() }
        }
        if options.strict, !summary.isClean { return ExitStatus.lost }
        return end?.status ?? 0
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
        session.seedEnvironments = outputs.env == .diff
        return session
    }
}
