import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerOutput

/// Trees of more programs than have a line each, or than there is room for.
struct BigTreeTests {
    /// Processes that come, exec and go, of which all is known.
    private final class Run {
        var tree: TreeFormatter
        private var time = sampleTime
        private var execs: UInt64 = 0
        private var buffer = OutputBuffer()

        init(limit: Int = TreeFormatter.defaultLimit, byteLimit: Int = .max) {
            tree = TreeFormatter(
                TextFormatter(clock: sampleClock), limit: limit, byteLimit: byteLimit)
        }

        /// - Returns: The exec's id.
        @discardableResult
        func exec(_ pid: UInt32, below parent: UInt64, _ command: String..., result: Int32 = 0)
            -> UInt64
        {
            time += 1_000_000
            execs += 1
            var exec = sampleExec(arguments: StringList(command))
            exec.time = time
            exec.execID = execs
            exec.pid = pid
            exec.parentExecID = parent
            exec.startTime = UInt64(pid)
            exec.filename = Array("/bin/\(command[0])".utf8)
            exec.result = result
            take(.exec(exec))
            return execs
        }

        func exit(
            _ pid: UInt32, _ id: UInt64, parent: UInt64 = 0, status: UInt32 = 0, after: UInt64 = 0
        ) {
            time += 1_000_000 + after
            take(
                .exit(
                    ExitEvent(
                        time: time, execID: id, parentExecID: parent, pid: pid, ppid: 1,
                        comm: Array("sh".utf8), waitStatus: status, duration: 500_000)))
        }

        private func take(_ event: TracerEvent) {
            buffer.removeAll()
            tree.append(event, to: &buffer)
        }

        func summary() -> [String] {
            var summary = OutputBuffer()
            tree.appendSummary(to: &summary)
            return String(decoding: summary.bytes, as: UTF8.self).split(separator: "\n").dropFirst()
                .map { String($0) }
        }
    }

    /// A build: make forks shells, each of which execs a compiler that forks two programs.
    ///
    /// - Parameter failing: Of which jobs the compiler, not the shell, ends with 1.
    private func build(_ run: Run, jobs: Int, failing: Set<Int>, slow: Int = -1) -> UInt64 {
        let make = run.exec(1, below: 0, "make")
        for job in 0..<jobs {
            let pid = UInt32(10 + job * 3)
            run.exec(pid, below: make, "sh", "-c", "exec gcc")
            let gcc = run.exec(pid, below: make, "gcc", "file\(job).c")
            let compiler = run.exec(pid + 1, below: gcc, "cc1", "file\(job).c")
            run.exit(
                pid + 1, compiler, status: failing.contains(job) ? 0x100 : 0,
                after: job == slow ? 5_000_000_000 : 0)
            if !failing.contains(job) {
                let assembler = run.exec(pid + 2, below: gcc, "as", "file\(job).s")
                run.exit(pid + 2, assembler)
            }
            run.exit(pid, gcc, status: failing.contains(job) ? 0x100 : 0)
        }
        return make
    }

    @Test(arguments: [60, 250, 1250, 2400])
    func theFailingProgramHasALine(_ jobs: Int) {
        let run = Run()
        _ = build(run, jobs: jobs, failing: [jobs / 2], slow: jobs / 3)
        run.exit(1, 1, status: 0x200)
        let lines = run.summary()
        // The shell was replaced by the compiler, which failed because of another program below it.
        #expect(lines.contains { $0.contains(" 1 ") && $0.hasSuffix("→ gcc file\(jobs / 2).c") })
        #expect(lines.contains { $0.contains(" 1 ") && $0.hasSuffix("cc1 file\(jobs / 2).c") })
        #expect(lines.contains { $0.hasSuffix("cc1 file\(jobs / 3).c") })
        #expect(lines.contains { $0.contains("make") && $0.contains(" 2 ") })
        #expect(jobs < 100 || lines.count < 30)
        #expect(!lines.contains { $0.contains("failed") })
    }

    @Test func allFailuresAndWhatIsAboveThem() {
        let run = Run()
        _ = build(run, jobs: 1000, failing: Set(stride(from: 0, to: 1000, by: 7)))
        let lines = run.summary()
        for job in stride(from: 0, to: 1000, by: 7) {
            #expect(lines.contains { $0.hasSuffix("cc1 file\(job).c") })
            #expect(lines.contains { $0.hasSuffix("→ gcc file\(job).c") })
        }
    }

    @Test func whatHasNoRoomIsFirstWhatSucceeded() {
        // 400 failures in 60,000 programs.
        let run = Run(limit: 2000)
        let failing = Set(stride(from: 5, to: 15_000, by: 75))
        _ = build(run, jobs: 15_000, failing: failing, slow: 700)
        let lines = run.summary()
        #expect(run.tree.tree.count <= 2000)
        for job in failing { #expect(lines.contains { $0.hasSuffix("cc1 file\(job).c") }) }
        #expect(lines.contains { $0.hasSuffix("cc1 file700.c") && $0.contains("5.0s") })
        #expect(lines.contains { $0.contains(" below)") && !$0.contains("failed") })
        // If there are more failures than room, they are counted as such.
        let bad = Run(limit: 500)
        _ = build(bad, jobs: 1000, failing: Set(0..<1000))
        #expect(bad.summary().contains { $0.contains(/× *\d+ \(\d+ failed/) })
        #expect(bad.summary().last == "3001 programs, 2000 exits with an error")
    }

    @Test func aForkedProcessThatFailedIsShown() {
        let run = Run()
        let shell = run.exec(10, below: 0, "sh", "script")
        // The program that it runs is its parent's.
        run.exit(11, shell, parent: shell, status: 0x300)
        run.exit(12, shell, parent: shell, status: 9)
        run.exit(13, shell, parent: shell)
        run.exit(10, shell)
        let lines = run.summary().map { String($0.dropFirst(17)) }
        #expect(
            lines.prefix(3) == [
                "0         sh script", "3         ├─ (forked sh)", "SIGKILL   └─ (forked sh)",
            ])
        #expect(run.tree.tree[0].end == .exited(waitStatus: 0))
    }

    @Test func bytesAreBounded() {
        let limit = 1 << 20
        let run = Run(limit: 100_000, byteLimit: limit)
        let make = run.exec(1, below: 0, "make")
        for job in 0..<20_000 {
            let pid = UInt32(10 + job)
            let id = run.exec(pid, below: make, String(repeating: "x", count: 150), "\(job)")
            run.exit(pid, id, status: job % 2 == 0 ? 0x100 : 0)
            #expect(run.tree.tree.bytes <= limit)
        }
        var bytes = run.tree.tree.foldedRoots.bytes
        for case let node? in run.tree.tree.slots { bytes += node.bytes + node.folded.bytes }
        #expect(bytes == run.tree.tree.bytes)
        #expect(run.tree.tree.count > 100)
    }

    /// Each exec looks at a bounded number of positions, whatever the tree is like.
    @Test(arguments: ["flat", "chain", "running", "orphans", "longer and longer"])
    func workPerExecIsBounded(_ shape: String) {
        let limit = 2000
        let run = Run(limit: limit)
        let top = run.exec(1, below: 0, "top")
        let execs = 30_000
        var parent = top
        var last: (pid: UInt32, id: UInt64) = (1, top)
        for number in 0..<execs {
            let pid = UInt32(10 + number)
            switch shape {
            case "chain":
                // Each starts the next one and ends.
                parent = run.exec(pid, below: parent, "a")
                run.exit(last.pid, last.id)
                last = (pid, parent)
            case "running":
                run.exec(pid, below: number < limit ? parent : top, "a")
            case "orphans":
                // The parent has failed, and children come and go below it.
                if number == 0 { run.exit(1, top, status: 0x100) }
                run.exit(pid, run.exec(pid, below: top, "a"))
            case "longer and longer":
                if number < limit / 2 {
                    parent = run.exec(pid, below: parent, "a")
                } else {
                    run.exit(pid, run.exec(pid, below: parent, "a"), after: UInt64(number) * 1000)
                }
            default: run.exit(pid, run.exec(pid, below: top, "a"), status: number % 3 == 0 ? 9 : 0)
            }
        }
        #expect(run.tree.tree.foldingSteps < execs * 150, "\(run.tree.tree.foldingSteps)")
        #expect(run.tree.tree.count <= limit)
        #expect(run.summary().count > 2)
    }
}
