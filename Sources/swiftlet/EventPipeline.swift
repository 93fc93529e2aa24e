internal import Tracer
internal import TracerRules

/// The way of an event from the session, or from a recorded run, to the outputs: everything that is
/// to hold for all outputs is done here, once.
final class EventPipeline {
    private var kinds: EventKinds
    private let standardKinds: EventKinds
    private let limit: Int
    private let sinks: [any EventSink]
    private let spans: SpanSink?
    private let files: [OutputFile]
    private let summaryIsText: Bool
    private var redactor: Redactor
    /// What the configuration file says; nil without one.
    private var rules: PipelineRules?
    private var count = 0

    /// - Parameter kinds: What is shown, unless options say otherwise.
    /// - Throws: `Failure` if an output can't be opened.
    init(
        _ options: OutputOptions, _ configuration: LoadedConfiguration? = nil, clock: WallClock,
        kinds: EventKinds = .standard,
        of run: TracedRun = TracedRun()
    ) throws(Failure) {
        self.kinds = options.chosenEvents ?? kinds
        standardKinds = kinds
        limit = options.maxEvents ?? .max
        redactor = options.redactor(options.redact.policy)
        rules = configuration.map { PipelineRules($0, options, run) }
        spans = try options.spanSink(clock: clock, of: run)
        sinks = try options.allSinks(clock: clock, of: run)
        files = sinks.map { $0.file } + (spans?.file.map { [$0.file] } ?? [])
        summaryIsText = options.summaryIsText
    }

    /// Whether as many events have been shown as were asked for.
    var isFull: Bool { count >= limit }
    /// Whether nobody reads any output any more.
    var isClosed: Bool { (spans?.isClosed ?? true) && sinks.allSatisfy { $0.isClosed } }

    /// Whether a megabyte waits for `flush`.
    var hasMuchToWrite: Bool { files.contains { $0.pending.count > 1 << 20 } }

    func take(_ event: TracerEvent) {
        guard !isFull else { return }
        var event = event
        // Also of kinds that are not shown, since what follows may depend on them.
        let verdict = rules?.take(&event)
        if verdict == .ignored { return }
        guard kinds.contains(event.kind) else { return }
        count += 1
        let shown = verdict.flatMap { rules?.shown(event, by: $0) } ?? redactor.shown(event)
        for sink in sinks { sink.take(shown) }
        spans?.take(shown)
    }

    /// Whether there is a file to read again. Without one a trace ends with its terminal, as any program: a
    /// shell that goes sends SIGHUP to what it started.
    var canReload: Bool { rules != nil }

    /// Reads the configuration file again, and begins a new output file if the old one was moved away. What
    /// goes wrong is told on standard error, and all stays as it was.
    func reload() {
        do throws(Failure) {
            for sink in sinks { try sink.reopen() }
            try spans?.reopen()
        } catch {
            error.print()
        }
        guard let file = rules?.file else { return }
        do throws(Failure) {
            let (options, configuration) = try file.readAgain()
            kinds = options.chosenEvents ?? standardKinds
            redactor = options.redactor(options.redact.policy)
            rules?.replace(configuration, options)
            Failure(status: 0, message: configuration.told).print()
        } catch {
            Failure(status: 0, message: "\(error.message); the rules from before stay").print()
        }
    }

    /// From now on outputs are written by threads, and `flush` waits for nobody.
    ///
    /// - Parameter done: An eventfd that is counted up when `flush` may have more to do.
    func startWriting(done: Int32) throws(Failure) {
        for file in files { try file.startWriting(done: done) }
    }

    /// Whether `flush` is to be called again though nothing happens.
    var awaitsRoom: Bool { files.contains { $0.awaitsRoom } }
    /// Whether all is written that can be.
    var isSettled: Bool { files.allSatisfy { $0.isSettled } }
    /// How many bytes have been written.
    var written: UInt64 { files.reduce(0) { $0 &+ $1.written } }
    /// Events that an output doesn't have: it took nothing when they came.
    var lost: UInt64 { files.reduce(0) { $0 &+ $1.lost } }

    /// Counts what isn't written as lost.
    func giveUp() {
        for file in files { file.giveUp() }
    }

    func flush() throws(Failure) {
        for sink in sinks { try sink.flush() }
        try spans?.flush()
    }

    /// Ends the outputs, each with the summary, if there is one.
    ///
    /// - Returns: The summary, with what became of spans sent over the network.
    @discardableResult
    func finish(_ summary: CaptureSummary?) throws(Failure) -> CaptureSummary? {
        var summary = summary
        summary?.outputFull = lost
        if let rules, let before = summary {
            summary?.ignored = (before.ignored ?? 0) &+ rules.filter.ignored
        }
        if let spans {
            // What is there is shown before the network takes its time.
            for sink in sinks { try sink.flush() }
            let export = try spans.end(summary ?? CaptureSummary())
            summary?.export = export
        }
        for sink in sinks { try sink.finish(summary) }
        try spans?.finish(summary)
        return summary
    }

    /// The summary as lines on standard error, where it doesn't get in the way of what a command prints; or
    /// what it doesn't say.
    func report(_ summary: CaptureSummary) {
        let standardError = OutputFile.standardError()
        if summaryIsText {
            SummaryFormatter.append(text: summary, to: &standardError.pending)
        } else if summary.outputFull > 0 {
            standardError.write("swiftlet: \(summary.outputFull) events could not be written\n")
        }
        standardError.flushMessage()
    }
}

extension TracerEvent {
    fileprivate var kind: EventKinds {
        switch self {
        case .exec: .exec
        case .exit: .exit
        case .fork: .fork
        case .tcp: .tcp
        }
    }
}
