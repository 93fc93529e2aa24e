internal import Tracer
internal import TracerPictures
internal import TracerPipeline
internal import TracerSpans

extension OutputOptions {
    /// Opens the outputs that are asked for, the page among them. `--html` by itself makes the page
    /// alone.
    ///
    /// - Throws: `Failure` if one can't be opened.
    func allOutputs(
        clock: WallClock, of run: TracedRun, spansOf resource: SpanResource
    ) throws(Failure) -> [Output<OutputFile>] {
        guard let html else { return [try mainOutput(clock: clock, of: run, spansOf: resource)] }
        // The page works differences out by itself.
        let form: EnvironmentForm =
            switch env {
            case .some(.none): .none
            case .names: .names
            default: .all
            }
        let page = EventOutput(
            PageFormatter(environment: form, clock: clock), to: try OutputFile(html), isAside: true)
        guard !pageIsAlone else { return [page] }
        return [page, try mainOutput(clock: clock, of: run, spansOf: resource)]
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
