internal import CaptureCheckChild

/// `capture-check run`: the traced command.
///
/// Its arguments are internal: folder, seed, count, jobs, kinds, and whether strings are
/// mostly short.
struct Driver {
    private let setting: ProcessPlan.Setting
    private let count: Int
    private let jobs: Int

    init(arguments: [String]) throws(CheckFailure) {
        guard arguments.count == 6, let seed = UInt64(arguments[1]), let count = Int(arguments[2]),
            let jobs = Int(arguments[3])
        else { throw CheckFailure(message: "'run' is started by capture-check itself", status: 64) }
        let names = arguments[4].split(separator: ",")
        setting = ProcessPlan.Setting(
            seed: seed, stage: Stage(folder: arguments[0]),
            kinds: ExecKind.allCases.filter { names.contains(Substring($0.rawValue)) },
            mostlyShort: arguments[5] == "short")
        self.count = count
        self.jobs = jobs
    }

    /// The command that leads to this driver.
    static func command(
        _ program: String, _ setting: ProcessPlan.Setting, count: Int, jobs: Int
    ) -> [String] {
        [
            program, "run", setting.stage.folder, String(setting.seed), String(count), String(jobs),
            setting.kinds.map { $0.rawValue }.joined(separator: ","),
            setting.mostlyShort ? "short" : "any",
        ]
    }

    static func reportPath(_ folder: String, job: Int) -> String {
        folder + "/reports.\(job)"
    }

    func run() throws(CheckFailure) {
        var workers: [Int32] = []
        for job in 0..<jobs {
            let pid = try Host.need("starting a worker", check_fork())
            if pid == 0 {
                do throws(CheckFailure) {
                    try work(job: job)
                } catch {
                    Host.print(error: "capture-check: \(error.message)")
                    check_exit(error.status)
                }
                check_exit(0)
            }
            workers.append(Int32(pid))
        }
        for worker in workers where try Host.wait(worker) != 0 {
            throw CheckFailure(message: "a worker has failed")
        }
    }

    /// Every `jobs`th process.
    private func work(job: Int) throws(CheckFailure) {
        let worker = try Worker(setting.stage)
        let path = Self.reportPath(setting.stage.folder, job: job)
        let file = try Host.create(path, mode: 0o600)
        var buffer: [UInt8] = []
        for index in stride(from: job, to: count, by: jobs) {
            let (record, report) = try worker.run(ProcessPlan(index: index, setting), index: index)
            buffer += record.header
            buffer += report
            guard buffer.count >= 1 << 18 else { continue }
            try Host.write(buffer, to: file, path)
            buffer.removeAll(keepingCapacity: true)
        }
        try Host.write(buffer, to: file, path)
        Host.close(file)
    }
}
