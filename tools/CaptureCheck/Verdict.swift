internal import SwiftletJSON

/// Checks the trace event by event.
struct Verdict: ~Copyable {
    private let options: CheckOptions
    private let ownPath: [UInt8]
    private var reports: Reports
    private var tally: Tally
    private var summary: JSONValue?
    /// Events of the command itself.
    private var commands = 0
    private var commandPID: Int?
    private var pidNamespace: Int?
    private var exits = 0

    init(
        _ options: CheckOptions, _ setting: ProcessPlan.Setting, ownPath: String
    ) throws(CheckFailure) {
        self.options = options
        self.ownPath = Array(ownPath.utf8)
        reports = try Reports(setting, jobs: options.jobs, failed: options.failed)
        tally = Tally(show: options.show)
    }

    /// - Returns: Whether there was no difference, nothing incomplete and nothing lost.
    mutating func judge(_ path: String) throws(CheckFailure) -> Bool {
        var lines = try LineReader(path)
        var number = 0
        while let line = try lines.next() {
            number += 1
            var reader = JSONReader(line)
            do throws(JSONReader.Failure) {
                let event = try reader.value()
                try judge(event, line: number)
            } catch {
                mismatch("line \(number): no JSON: \(error.what) at byte \(error.offset)")
            }
        }
        let rest = reports.rest()
        for (exec, index) in rest.missing {
            tally.add(exec.kind, isWrong: true)
            mismatch("process \(index) (\(exec.kind.rawValue), pid \(exec.pid)): no event")
        }
        for (reason, index) in rest.broken { broken(reason, index) }
        for (index, pid) in reports.withoutExit {
            mismatch("process \(index) (pid \(pid)): no exit")
        }
        if commands != 1 { mismatch("\(commands) events of the command itself, not 1") }
        if reports.count != options.count {
            mismatch("\(reports.count) processes were run, not \(options.count)")
        }
        printCounts()
        let isClean = judgeSummary()
        return isClean && tally.mismatches == 0 && tally.incomplete == 0 && tally.broken == 0
    }

    private mutating func judge(_ event: JSONValue, line: Int) throws(JSONReader.Failure) {
        switch event["event"]?.text {
        case "exec": judge(exec: event, line: line)
        case "summary": summary = event
        case "exit": judge(exit: event, line: line)
        default: mismatch("line \(line): an event of no known kind")
        }
    }

    private mutating func judge(exit event: JSONValue, line: Int) {
        guard let pid = event["pid"]?.number,
            let time = Timestamp.nanoseconds(event["time"]?.string)
        else { return mismatch("line \(line): no pid, or no time") }
        guard let exit = reports.takeExit(pid: pid, time: time) else {
            if !reports.isWorker(pid), pid != commandPID {
                mismatch("line \(line): an exit of nobody: pid \(pid)")
            }
            return
        }
        exits += 1
        if let difference = exit.difference(event) {
            mismatch("line \(line), process \(exit.index): \(difference)")
        }
    }

    private mutating func judge(exec event: JSONValue, line: Int) {
        guard let pid = event["pid"]?.number,
            let time = Timestamp.nanoseconds(event["time"]?.string)
        else { return mismatch("line \(line): no pid, or no time") }
        let match: Reports.Match
        do throws(CheckFailure) {
            let succeeded = event["result"]?.number == 0
            match = try reports.take(
                pid: pid, time: time, execID: succeeded ? event["exec_id"]?.string : nil)
        } catch {
            return mismatch("line \(line): \(error.message)")
        }
        switch match {
        case .nobody:
            if let args = event["args"]?.array, args.count > 1, args[0].string == ownPath,
                args[1].text == "run"
            {
                commands += 1
                commandPID = pid
                pidNamespace = event["pid_ns"]?.number
                tally.bySource[event["source"]?.text ?? "none", default: 0] += 1
                if event["complete"]?.bool != true { tally.incomplete += 1 }
            } else {
                mismatch("line \(line): an event that nobody made: pid \(pid)")
            }
        case .tooMany(let index):
            mismatch("line \(line): process \(index) has one event too many: pid \(pid)")
        case .broken(let reason, let index): broken(reason, index)
        case .exec(let exec, let index): judge(event, exec, index: index, line: line)
        }
    }

    private mutating func judge(
        _ event: JSONValue, _ exec: ExpectedExec, index: Int, line: Int
    ) {
        let comparison = Comparison(exec, event, isStream: options.isStream)
        tally.execs += 1
        tally.bySource[event["source"]?.text ?? "none", default: 0] += 1
        var differences = comparison.differences
        // A failed exec is the caller's, and the caller lives in the new namespace, too.
        if (event["pid_ns"]?.number == pidNamespace) == (exec.kind == .pidNamespace) {
            differences.append("pid_ns is \(event["pid_ns"]?.number ?? -1)")
        }
        let isWrong = !differences.isEmpty
        tally.add(exec.kind, isWrong: isWrong)
        guard isWrong else {
            if comparison.isIncomplete { tally.beyondBounds += 1 } else { tally.equal += 1 }
            return
        }
        if comparison.isIncomplete { tally.incomplete += 1 }
        tally.mismatches += 1
        for difference in differences.prefix(3) {
            tally.tell(
                "line \(line), process \(index) (\(exec.kind.rawValue), \(exec.args.count) args, "
                    + "\(exec.env.count) variables): \(difference)")
        }
    }

    private mutating func mismatch(_ what: String) {
        tally.mismatches += 1
        tally.tell(what)
    }

    private mutating func broken(_ reason: String, _ index: Int) {
        tally.broken += 1
        tally.tell("process \(index): not the tracer's fault: \(reason)")
    }

    private func printCounts() {
        for kind in ExecKind.allCases {
            guard let count = tally.byKind[kind] else { continue }
            let name = kind.rawValue + String(repeating: " ", count: 18 - kind.rawValue.count)
            Host.print(
                "  \(name)\(count.execs)" + (count.wrong > 0 ? ", \(count.wrong) WRONG" : ""))
        }
        let sources = tally.bySource.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        Host.print(
            "\(tally.execs) execs, \(exits) exits: \(tally.equal) equal, \(tally.mismatches) mismatches, "
                + "\(tally.incomplete) incomplete"
                + (options.isStream || tally.beyondBounds > 0
                    ? ", \(tally.beyondBounds) beyond the stream path's bounds and marked so" : "")
                + (tally.broken > 0 ? ", \(tally.broken) BROKEN PROCESSES" : "")
                + "; source: " + sources.joined(separator: ", "))
    }

    /// Whether the tracer's summary says that nothing was lost.
    private func judgeSummary() -> Bool {
        guard let summary, let lost = summary["lost"]?.members,
            let received = summary["received"]?.number, let sent = summary["sent"]?.number
        else {
            Host.print("no summary")
            return false
        }
        // The summary also counts what is beyond the stream path's limits, and invalid pointers.
        let expected: Set<String> =
            options.isStream || options.failed
            ? ["pointer_fault", "string_fault", "stream_limit"] : []
        var isClean = received == sent
        var losses: [String] = []
        for member in lost where member.value.number != 0 {
            let name = String(decoding: member.name, as: UTF8.self)
            losses.append("\(name) \(member.value.number ?? -1)")
            if !expected.contains(name) { isClean = false }
        }
        let incomplete = summary["incomplete"]?.number ?? -1
        if incomplete > tally.beyondBounds { isClean = false }
        Host.print(
            "summary: sent \(sent), received \(received), incomplete \(incomplete), healed "
                + "\(summary["healed"]?.number ?? 0), lost: "
                + (losses.isEmpty ? "nothing" : losses.joined(separator: ", ")))
        return isClean
    }
}
