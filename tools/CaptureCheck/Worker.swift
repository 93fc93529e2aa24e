internal import CaptureCheckChild

/// Runs processes one at a time, and keeps their reports.
struct Worker: ~Copyable {
    private var folder: Int32 = -1
    private var program: Int32 = -1

    /// Opens the descriptors that every process gets.
    init(_ stage: Stage) throws(CheckFailure) {
        check_prepare()
        folder = try Host.openFolder(stage.folder)
        program = try Host.programFile(stage.witness)
    }

    deinit {
        Host.close(folder)
        Host.close(program)
    }

    /// Runs a process to its end.
    ///
    /// - Returns: The worker's record of it, and its own report.
    func run(
        _ plan: ProcessPlan, index: Int
    ) throws(CheckFailure) -> (record: ReportRecord, report: [UInt8]) {
        let planFile = try Host.memoryFile(plan.encoded)
        defer { Host.close(planFile) }
        let reportFile = Int32(try Host.need("making a report file", check_report_file()))
        defer { Host.close(reportFile) }
        let process = check_process(
            flags: plan.processFlags, folder: folder, program: program, report: reportFile,
            plan: planFile)
        let begin = Int(check_time())
        let pid = try Host.launch(process)
        let status = try Host.wait(pid)
        let end = Int(check_time())
        let length = try Host.size(reportFile, "a report")
        let report = try Host.read(reportFile, at: 0, count: length, "a report")
        let record = ReportRecord(
            index: index, pid: Int(pid), ppid: Int(check_pid()), begin: begin, end: end,
            waitStatus: Int(status), length: report.count)
        return (record, report)
    }
}
