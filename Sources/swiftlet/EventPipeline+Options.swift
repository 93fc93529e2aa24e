internal import SwiftletShims
internal import Tracer
internal import TracerPipeline
internal import TracerRules
internal import TracerSpans

/// The pipeline of a run: into files, and over the network.
typealias RunPipeline = EventPipeline<OutputFile, SpanNetwork>

extension RunPipeline {
    /// Opens what the options ask for.
    ///
    /// - Parameter kinds: What is shown, unless options say otherwise.
    /// - Throws: `Failure` if an output can't be opened.
    convenience init(
        _ options: OutputOptions, _ configuration: LoadedConfiguration?, clock: WallClock,
        kinds: EventKinds = .standard, of run: TracedRun = TracedRun()
    ) throws(Failure) {
        var parts = Parts()
        parts.kinds = options.chosenEvents ?? kinds
        parts.limit = options.maxEvents ?? .max
        parts.redactor = options.redactor(options.redact.policy)
        parts.rules = configuration?.content.rules
        if run.isLive { parts.host = .live(mount: Self.hostMounts) }
        parts.waitsForNetwork = !run.isLive
        parts.onUndecided = {
            Failure(
                status: 0,
                message:
                    "an exec has more arguments and variables than the rules look at: it is shown, with what any rule hides hidden, and so are others like it"
            ).print()
        }
        if options.hasSpans {
            let spans = options.spans.options(
                environment: options.env?.form ?? .none, of: run, parts.redactor)
            parts.spans = SpanBuilder(spans, clock: clock)
        }
        // First what creates no file.
        let resource = options.hasSpans ? options.spans.resource(of: run) : SpanResource()
        if let endpoint = options.spans.otlp {
            parts.network = try SpanNetwork(
                resource: resource, endpoint: endpoint.isEmpty ? nil : endpoint)
        }
        parts.outputs = try options.allOutputs(clock: clock, of: run, spansOf: resource)
        self.init(parts)
    }

    /// The mount namespace of the host, which is not the tracer's own if that is a service of systemd's with
    /// a view of its own; in a container it is the container's.
    private static var hostMounts: UInt32? {
        for process in ["1", "self"] {
            // SAFETY: the string is NUL-terminated for the call.
            let inode = unsafe swiftlet_inode("/proc/\(process)/ns/mnt")
            if inode > 0 { return UInt32(truncatingIfNeeded: inode) }
        }
        return nil
    }

    /// Reads the configuration file again, and begins a new output file if the old one was moved away. What
    /// goes wrong is told on standard error, and all stays as it was.
    func reload(_ file: ConfigurationFile, standardKinds: EventKinds = .standard) {
        do throws(Failure) { try reopen() } catch { error.print() }
        do throws(Failure) {
            let (options, configuration) = try file.readAgain()
            replace(
                kinds: options.chosenEvents ?? standardKinds,
                redactor: options.redactor(options.redact.policy), rules: configuration.content.rules)
            Failure(status: 0, message: configuration.told).print()
        } catch {
            Failure(status: 0, message: "\(error.message); the rules from before stay").print()
        }
    }

    /// The summary as lines on standard error, where it doesn't get in the way of what a command prints; or
    /// what the outputs don't say.
    ///
    /// - Parameter isText: Whether standard error is where the summary goes.
    func report(_ summary: CaptureSummary?, isText: Bool) {
        let standardError = OutputFile.standardError()
        if let summary, isText {
            SummaryFormatter.append(text: summary, to: &standardError.pending)
        } else {
            if let export, export.dropped > 0 {
                standardError.write("swiftlet: ")
                SummaryFormatter.append(text: export, to: &standardError.pending)
            }
            if let summary, summary.outputFull > 0 {
                standardError.write("swiftlet: \(summary.outputFull) events could not be written\n")
            }
        }
        standardError.flushMessage()
    }
}

// The files are written in the background.
extension RunPipeline {
    /// Whether a megabyte waits for `flush`.
    var hasMuchToWrite: Bool { files.contains { $0.pending.count > 1 << 20 } }

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

    /// Counts what isn't written as lost.
    func giveUp() {
        for file in files { file.giveUp() }
    }
}

extension OutputFile: OutputDestination {
    typealias Fault = Failure

    var columns: Int? { terminal.currentWidth }
}

extension SpanNetwork: SpanDestination {}
