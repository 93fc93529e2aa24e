/// The reports of all processes, found by pid and time, and read when needed.
struct Reports: ~Copyable {
    private struct Place {
        var record: ReportRecord
        var job: Int
        var offset: UInt64
        /// How many of its events have been seen.
        var seen = 0
        /// How many there must be; unknown before the first.
        var expected: [ExpectedExec]?
        /// exec_id of its last exec, and how many exits there were.
        var execID: [UInt8]?
        var exits = 0
    }

    /// What an event belongs to.
    enum Match {
        case exec(ExpectedExec, index: Int)
        /// The process already had all its events.
        case tooMany(index: Int)
        /// The process itself went wrong.
        case broken(String, index: Int)
        case nobody
    }

    private let setting: ProcessPlan.Setting
    /// Whether failed execs have an event.
    private let failed: Bool
    private var files: [Int32] = []
    private var places: [Place] = []
    private var workers: Set<Int> = []
    private var byPID: [Int: [Int]] = [:]

    /// The tolerance in nanoseconds, since the tracer's clock and this program's are read at different times.
    private static var slack: Int { 50_000_000 }

    init(_ setting: ProcessPlan.Setting, jobs: Int, failed: Bool) throws(CheckFailure) {
        self.setting = setting
        self.failed = failed
        for job in 0..<jobs {
            let path = Driver.reportPath(setting.stage.folder, job: job)
            let file = try Host.openRead(path)
            files.append(file)
            let size = UInt64(try Host.size(file, path))
            var offset: UInt64 = 0
            while offset < size {
                let header = try Host.read(file, at: offset, count: ReportRecord.headerSize, path)
                let record = try ReportRecord(header: header)
                offset += UInt64(ReportRecord.headerSize)
                byPID[record.pid, default: []].append(places.count)
                workers.insert(record.ppid)
                places.append(Place(record: record, job: job, offset: offset))
                offset += UInt64(record.length)
            }
        }
    }

    deinit {
        for file in files { Host.close(file) }
    }

    var count: Int { places.count }

    /// Takes the next exec of the process that had this pid at this time.
    ///
    /// - Parameter execID: The id of the event; nil for a failed exec.
    mutating func take(pid: Int, time: Int, execID: [UInt8]?) throws(CheckFailure) -> Match {
        guard let place = place(pid: pid, time: time) else { return .nobody }
        let index = places[place].record.index
        let execs: [ExpectedExec]
        do throws(CheckFailure) {
            execs = try expected(place)
        } catch {
            return .broken(error.message, index: index)
        }
        defer { places[place].seen += 1 }
        if let execID { places[place].execID = execID }
        guard places[place].seen < execs.count else { return .tooMany(index: index) }
        let exec = execs[places[place].seen]
        // Keep it only as long as needed.
        places[place].expected = places[place].seen + 1 < execs.count ? execs : nil
        return .exec(exec, index: index)
    }

    /// Takes the exit of the process that had this pid at this time.
    ///
    /// - Returns: nil if there was no such process.
    mutating func takeExit(pid: Int, time: Int) -> ExpectedExit? {
        guard let place = place(pid: pid, time: time) else { return nil }
        places[place].exits += 1
        let record = places[place].record
        return ExpectedExit(
            index: record.index, waitStatus: record.waitStatus, execID: places[place].execID,
            isFirst: places[place].exits == 1)
    }

    /// Whether a process of this id ran others.
    func isWorker(_ pid: Int) -> Bool {
        workers.contains(pid)
    }

    private func place(pid: Int, time: Int) -> Int? {
        (byPID[pid] ?? []).first { place in
            let record = places[place].record
            return time >= record.begin - Self.slack && time <= record.end + Self.slack
        }
    }

    /// Processes without an exit event.
    var withoutExit: [(index: Int, pid: Int)] {
        places.filter { $0.exits == 0 }.map { ($0.record.index, $0.record.pid) }
    }

    /// Execs without an event, and processes that went wrong.
    mutating func rest() -> (
        missing: [(exec: ExpectedExec, index: Int)], broken: [(String, index: Int)]
    ) {
        var missing: [(exec: ExpectedExec, index: Int)] = []
        var broken: [(String, index: Int)] = []
        for place in places.indices {
            let index = places[place].record.index
            do throws(CheckFailure) {
                // Most are complete: one exec, one event.
                guard places[place].seen == 0 || places[place].expected != nil else { continue }
                for exec in try expected(place).dropFirst(places[place].seen) {
                    missing.append((exec, index))
                }
            } catch {
                if places[place].seen == 0 { broken.append((error.message, index)) }
            }
            places[place].expected = nil
        }
        return (missing, broken)
    }

    private mutating func expected(_ place: Int) throws(CheckFailure) -> [ExpectedExec] {
        if let expected = places[place].expected { return expected }
        let record = places[place].record
        let report = try Host.read(
            files[places[place].job], at: places[place].offset, count: record.length, "a report")
        let plan = ProcessPlan(index: record.index, setting)
        let all = try ExpectedExec.all(of: plan, record, report: report)
        return failed ? all : all.filter { $0.step.error == 0 }
    }
}
