internal import CaptureCheckChild

/// An exec that must have exactly one event.
struct ExpectedExec {
    let step: StepPlan
    let kind: ExecKind
    let pid: Int
    let ppid: Int
    let uid: Int
    /// What the new program found, or else what was planned.
    let args: [ArraySlice<UInt8>]
    let env: [ArraySlice<UInt8>]
    let filename: [UInt8]
    let comm: ArraySlice<UInt8>?
    /// The thread that called exec, if it was not the leader.
    let caller: Int?

    /// All execs of a process, in order.
    ///
    /// - Throws: If the process did not follow its plan. That is not the tracer's fault.
    static func all(
        of plan: ProcessPlan, _ record: ReportRecord, report: [UInt8]
    ) throws(CheckFailure) -> [ExpectedExec] {
        guard record.waitStatus == Int(plan.signal) else {
            throw CheckFailure(
                message: "the process ended with \(record.waitStatus), not with \(plan.signal)")
        }
        var sightings: [Sighting] = []
        if case .stack(let wordSize) = plan.steps.last?.witness {
            sightings = [.program(try Sighting.stack(report, wordSize: wordSize))]
        } else {
            sightings = try Sighting.all(in: report)
        }
        var rest = sightings[...]
        var execs: [ExpectedExec] = []
        for step in plan.steps {
            var caller: Int?
            if step.isThread, case .caller(let tid)? = rest.popFirst() { caller = tid }
            if step.error != 0 {
                guard case .failure(step.error)? = rest.popFirst() else {
                    throw CheckFailure(message: "an exec did not fail with \(step.error)")
                }
            }
            guard step.error == 0, !step.hasNoWitness else {
                execs.append(ExpectedExec(step, plan, record, nil, caller: caller))
                continue
            }
            guard case .program(let program)? = rest.popFirst() else {
                throw CheckFailure(message: "an exec of \(step.path) was not reported")
            }
            if step.interpreter == nil, !step.args.isEmpty {
                guard isSame(program.args, step.args), isSame(program.env, step.env) else {
                    throw CheckFailure(message: "a program did not get what was planned")
                }
            }
            execs.append(ExpectedExec(step, plan, record, program, caller: caller))
        }
        guard rest.isEmpty else { throw CheckFailure(message: "more was reported than planned") }
        return execs
    }

    private init(
        _ step: StepPlan, _ plan: ProcessPlan, _ record: ReportRecord, _ program: Sighting.Program?,
        caller: Int?
    ) {
        self.step = step
        self.caller = caller
        kind = plan.kind
        pid = record.pid
        ppid = record.ppid
        uid = plan.uid
        args = program?.args ?? step.args.map { $0[...] }
        env = program?.env ?? step.env.map { $0[...] }
        filename = program.map { Array($0.filename) } ?? Array(step.path.utf8)
        comm = program?.comm
    }

    private static func isSame(_ found: [ArraySlice<UInt8>], _ planned: [[UInt8]]) -> Bool {
        found.count == planned.count && zip(found, planned).allSatisfy { $0.elementsEqual($1) }
    }
}

extension StepPlan {
    fileprivate var hasNoWitness: Bool {
        if case .none = witness { true } else { false }
    }
}
