internal import ELFLoader
internal import Tracer
internal import TracerPipeline
internal import TracerReplay

/// One run of `swiftlet replay`, from the file to the exit status.
struct ReplayRun {
    private let options: ReplayCommand
    private let file: RecordingFile
    private let pipeline: RunPipeline
    private let rulesNeedValues: Bool

    init(_ options: ReplayCommand) throws(Failure) {
        var options = options
        let configuration = try options.outputs.takeConfiguration()
        self.options = options
        rulesNeedValues = configuration?.rulesNeedValues ?? false
        file = try RecordingFile(options.file)
        // A recording has wall-clock times.
        pipeline = try RunPipeline(
            options.outputs, configuration, clock: .recorded(isUTC: options.outputs.utc), kinds: .all)
    }

    /// Shows the complete run.
    ///
    /// - Returns: The exit status.
    func run() throws(Failure) -> Int32 {
        let pipeline = pipeline
        var environments = options.outputs.recordedEnvironments
        if rulesNeedValues, environments != .valuesAndParents { environments = .values }
        var reader = RecordingReader(environments: environments)
        var isOver = false
        var failure: Failure?
        // A short line can refer to an environment of megabytes, so output is flushed after each event if needed.
        func take(_ event: TracerEvent) {
            pipeline.take(event)
            guard pipeline.hasMuchToWrite, failure == nil else { return }
            do throws(Failure) { try pipeline.flush() } catch { failure = error }
        }
        while !isOver {
            let piece = try file.read()
            let fault: RecordingError?
            do throws(RecordingError) {
                if piece.isEmpty {
                    try reader.finish { take($0) }
                } else {
                    try reader.take(piece.span) { take($0) }
                }
                fault = nil
            } catch {
                fault = error
            }
            if let failure { throw failure }
            try pipeline.flush()
            if let fault {
                // The events before the error have been shown, and the outputs end properly.
                try pipeline.finish(nil, at: nil)
                pipeline.report(nil, isText: options.outputs.summaryIsText)
                throw Failure(
                    status: ExitStatus.malformedRecording, message: "\(file.name):\(fault)")
            }
            isOver = piece.isEmpty || pipeline.isFull || pipeline.isClosed
        }
        let summary = try pipeline.finish(reader.notes.summary, at: nil)
        pipeline.report(summary, isText: options.outputs.summaryIsText)
        // If nobody reads the output any more, the rest of the run does not matter.
        if !pipeline.isFull, !pipeline.isClosed { report(reader.notes) }
        return options.strict && !(summary?.isClean ?? false) ? ExitStatus.lost : 0
    }

    /// Reports on standard error what the recording lacks.
    private func report(_ notes: RecordingNotes) {
        let standardError = OutputFile.standardError()
        for line in notes.lines {
            standardError.write("swiftlet: \(file.name): \(line)\n")
        }
        standardError.flushMessage()
    }
}

extension RecordingNotes {
    /// In sentences, without the file's name.
    fileprivate var lines: [String] {
        var lines: [String] = []
        if isTruncated { lines.append("the last line breaks off: the recording was interrupted") }
        if summary == nil {
            lines.append("there is no summary: what was lost while it was recorded is not known")
        }
        if hasSeveralRuns {
            lines.append(
                "events follow a summary: if these are several runs, replay each by itself, since their exec_ids mean different execs"
            )
        }
        if let unknown = firstUnknownEvent {
            // Only plain letters of untrusted text reach the terminal.
            let kind = String(
                decoding: unknown.kind.prefix(40).map { (0x21...0x7e).contains($0) ? $0 : 0x3f },
                as: UTF8.self)
            lines.append(
                "\(unknownEvents) events of kinds that this version doesn't know were left out, the first of them \(kind) in line \(unknown.line)"
            )
        }
        for lack in Lack.allCases where lacks.contains(lack) { lines.append(lack.line) }
        return lines
    }
}

extension RecordingNotes.Lack {
    fileprivate var line: String {
        switch self {
        case .environments: "environments were not recorded (trace --env none)"
        case .values: "of environments only the names were recorded (trace --env names)"
        case .unchanged:
            "of environments only the differences were recorded (trace --env diff): variables that are as in a parent from before the recording are not shown"
        case .reference:
            "an env_ref names an environment that is not in the recording: it was cut, or lines are missing"
        case .parents:
            "the execs of some parents are not in the recording: what is different in their children's environments is not known"
        }
    }
}

extension OutputOptions {
    /// What the outputs need of environments.
    var recordedEnvironments: RecordingReader.Environments {
        // The page compares each environment with the parent's.
        if html != nil, env != .some(.none), env != .names { return .valuesAndParents }
        return switch env {
        case .diff: .valuesAndParents
        // A command to paste contains all variables.
        case _ where showCommand: .values
        case nil: format == .json ? .values : .none
        case .some(.none): .none
        case .names: .names
        case .all, .ref: .values
        }
    }
}
