/// The totals over all events.
struct Tally {
    var execs = 0
    var equal = 0
    /// Beyond the stream path's limits, and marked so.
    var beyondBounds = 0
    var incomplete = 0
    var mismatches = 0
    var byKind: [ExecKind: (execs: Int, wrong: Int)] = [:]
    var bySource: [String: Int] = [:]
    /// Not the tracer's fault.
    var broken = 0
    private var shown = 0
    private let show: Int

    init(show: Int) {
        self.show = show
    }

    mutating func add(_ kind: ExecKind, isWrong: Bool) {
        let old = byKind[kind] ?? (0, 0)
        byKind[kind] = (old.execs + 1, old.wrong + (isWrong ? 1 : 0))
    }

    /// Prints a difference, unless there were too many before.
    mutating func tell(_ line: @autoclosure () -> String) {
        shown += 1
        if shown <= show {
            Host.print(line())
        } else if shown == show + 1 {
            Host.print("... (--show N for more)")
        }
    }
}
