internal import Tracer
internal import TracerPictures

extension OutputOptions {
    /// Opens the outputs that are asked for, the page among them. `--html` by itself makes the page
    /// alone.
    ///
    /// - Throws: `Failure` if one can't be opened.
    func allSinks(clock: WallClock, of run: TracedRun) throws(Failure) -> [any EventSink] {
        guard let html else { return try sinks(clock: clock, of: run) }
        // The page works differences out by itself.
        let form: EnvironmentForm =
            switch env {
            case .some(.none): .none
            case .names: .names
            default: .all
            }
        let page = FileSink(
            PageFormatter(environment: form, clock: clock), to: try OutputFile(html), isAside: true)
        guard !pageIsAlone else { return [page] }
        return [page] + (try sinks(clock: clock, of: run))
    }

    /// Whether the page is the only output.
    private var pageIsAlone: Bool {
        html != nil && chosenFormat == nil && output == nil && !tree && !showCommand && !context
    }

    /// Whether the summary comes as lines on standard error.
    var summaryIsText: Bool {
        switch format {
        case .text: !pageIsAlone
        case .otlpJSON: true
        case .json, .traceEvent: false
        }
    }
}
