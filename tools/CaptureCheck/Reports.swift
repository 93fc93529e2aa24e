/// What all processes told: found by pid and time, read when it is needed.
struct Reports: ~Copyable {
    private struct Place {
        var record: ReportRecord
        var job: Int
        var offset: UInt64
        /// How many of its events there were so far.
        var seen = 0
        /// How many there must be; not known before the first.
        var expected: [ExpectedExec]?
    }

    /// What an event belongs to.
    enum Match {
        case exec(ExpectedExec, index: Int)
        /// The process had all its events already.
        case tooMany(index: Int)
        /// The process itself went wrong.
        case broken(String, index: Int)
        case nobody
    }

    private let setting: ProcessPlan.Setting
    /// Whether execs that fail have an event.
    private let failed: Bool
    private var files: [Int32] = []
    private var places: [Place] = []
    private var byPID: [Int: [Int]] = [:]

    /// In nanoseconds: the tracer's clock and ours are read at different times.
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
    mutating func take(pid: Int, time: Int) throws(CheckFailure) -> Match {
        for place in byPID[pid] ?? [] {
            let record = places[place].record
            guard time >= record.begin - Self.slack, time <= record.end + Self.slack else { continue }
            let execs: [ExpectedExec]
            do throws(CheckFailure) {
                execs = try expected(place)
            } catch {
                return .broken(error.message, index: record.index)
            }
            defer { places[place].seen += 1 }
            guard places[place].seen < execs.count else { return .tooMany(index: record.index) }
            let exec = execs[places[place].seen]
            // Kept only as long as it is needed.
            places[place].expected = places[place].seen + 1 < execs.count ? execs : nil
            return .exec(exec, index: record.index)
        }
        return .nobody
    }

    /// Execs that had no event, and processes that went wrong.
    mutating func rest() -> (missing: [(exec: ExpectedExec, index: Int)], broken: [(String, index: Int)]) {
        var missing: [(exec: ExpectedExec, index: Int)] = []
        var broken: [(String, index: Int)] = []
        for place in places.indices {
            let index = places[place].record.index
            do throws(CheckFailure) {
                // Most have all of theirs: one exec, one event.
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

    /// All execs of each kind, for the statistics.
    func counts() -> [(kind: ExecKind, processes: Int)] {
        var counts: [ExecKind: Int] = [:]
        for place in places { counts[ProcessPlan(index: place.record.index, setting).kind, default: 0] += 1 }
        return ExecKind.allCases.map { ($0, counts[$0] ?? 0) }
    }
}
