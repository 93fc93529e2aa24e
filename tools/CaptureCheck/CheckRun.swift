internal import CaptureCheckChild

/// One run of `capture-check`, from the programs to the verdict.
struct CheckRun {
    private let options: CheckOptions
    private let setting: ProcessPlan.Setting
    private let ownPath: String
    private var trace: String { setting.stage.folder + "/trace.ndjson" }

    /// Prepares the programs, and finds out which kinds of exec this host supports.
    init(_ options: CheckOptions) throws(CheckFailure) {
        self.options = options
        let folder: String
        if let keep = options.keep {
            try Host.ensureFolder(keep)
            folder = keep
        } else {
            folder = try Host.makeFolder()
        }
        let stage = Stage(folder: folder)
        try stage.prepare()
        ownPath = try Host.ownPath()
        Host.print(
            "capture-check: seed \(options.seed), \(options.count) processes, "
                + "\(options.jobs) at a time, capture \(options.isStream ? "stream" : "block")"
                + (options.failed ? ", failed execs" : ""))
        let worker = try Worker(stage)
        var kinds: [ExecKind] = []
        for kind in options.kinds {
            if let reason = try Self.reasonAgainst(kind, stage, worker) {
                Host.print("capture-check: LEFT OUT: \(kind.rawValue): \(reason)")
            } else {
                kinds.append(kind)
            }
        }
        guard !kinds.isEmpty else { throw CheckFailure(message: "no kind of exec is left") }
        setting = ProcessPlan.Setting(
            seed: options.seed, stage: stage, kinds: kinds, mostlyShort: options.isStream)
    }

    /// Why this host does not support a kind of exec; nil if it does.
    private static func reasonAgainst(
        _ kind: ExecKind, _ stage: Stage, _ worker: borrowing Worker
    ) throws(CheckFailure) -> String? {
        let plan = ProcessPlan(trying: kind, stage)
        let result: (record: ReportRecord, report: [UInt8])
        do throws(CheckFailure) {
            result = try worker.run(plan, index: 0)
        } catch {
            return error.message
        }
        if let sightings = try? Sighting.all(in: result.report),
            case .failure(let errno)? = sightings.last
        {
            switch (kind, errno) {
            case (.program32, 8), (.caller32, 8):
                return "this kernel runs no 32-bit programs (ENOEXEC)"
            case (.dynamicProgram, 2): return "this host has no dynamic loader"
            default: return "exec fails with errno \(errno)"
            }
        }
        let execs: [ExpectedExec]
        do throws(CheckFailure) {
            execs = try ExpectedExec.all(of: plan, result.record, report: result.report)
        } catch {
            return error.message
        }
        if kind == .setuid, let sightings = try? Sighting.all(in: result.report),
            case .program(let program)? = sightings.last, program.effectiveUID != 0
        {
            return "the set-user-id bit has no effect in \(stage.folder)"
        }
        return execs.isEmpty ? "nothing was run" : nil
    }

    /// - Returns: Whether the tracer reported everything correctly.
    func run() throws(CheckFailure) -> Bool {
        let begin = check_time()
        var command = [options.tracer, "trace", "--redact", "none", "--format", "json", "--output", trace]
        command += ["--capture", options.isStream ? "stream" : "block", "--events", "exec,exit"]
        if options.failed { command.append("--failed") }
        if let ringSize = options.ringSize { command += ["--ring-size", ringSize] }
        command += options.tracerOptions + ["--"]
        command += Driver.command(ownPath, setting, count: options.count, jobs: options.jobs)
        let status = try Host.run(command)
        guard status == 0 else {
            if options.keep == nil { removeFiles() }
            throw CheckFailure(
                message:
                    "the tracer ended with wait status \(status): \(command.joined(separator: " "))"
            )
        }
        let traced = check_time()
        var verdict = try Verdict(options, setting, ownPath: ownPath)
        let isTrue = try verdict.judge(trace)
        let seconds = { (from: UInt64, to: UInt64) in String((to - from) / 1_000_000) + " ms" }
        Host.print(
            "traced in \(seconds(begin, traced)), compared in \(seconds(traced, check_time()))")
        Host.print(
            isTrue ? "capture-check: equal" : "capture-check: DIFFERENT, seed \(options.seed)")
        if options.keep == nil { removeFiles() }
        return isTrue
    }

    private func removeFiles() {
        setting.stage.remove()
        Host.remove(trace)
        for job in 0..<options.jobs {
            Host.remove(Driver.reportPath(setting.stage.folder, job: job))
        }
        Host.remove(setting.stage.folder)
    }
}
