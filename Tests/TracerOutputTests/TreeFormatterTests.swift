import Foundation
import RandomBytes
import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerOutput

struct TreeFormatterTests {
    /// A run that tells its events by itself.
    private final class Run {
        var tree: TreeFormatter
        var buffer = OutputBuffer()
        private var time = sampleTime

        init(limit: Int = TreeFormatter.defaultLimit, width: Int? = nil) {
            tree = TreeFormatter(TextFormatter(clock: sampleClock, width: width), limit: limit)
        }

        func exec(_ id: UInt64, pid: UInt32, parent: UInt64, _ arguments: String..., result: Int32 = 0) {
            time += 1_000_000
            var exec = sampleExec(arguments: StringList(arguments))
            exec.time = time
            exec.execID = id
            exec.pid = pid
            exec.parentExecID = parent
            exec.startTime = UInt64(pid)
            exec.filename = Array("/bin/\(arguments[0])".utf8)
            exec.result = result
            tree.append(.exec(exec), to: &buffer)
        }

        func exit(_ id: UInt64, pid: UInt32, status: UInt32 = 0, after: UInt64 = 0) {
            time += 1_000_000 + after
            let exit = ExitEvent(
                time: time, execID: id, pid: pid, ppid: 1, comm: Array("x".utf8), waitStatus: status,
                duration: 1_000_000 + after)
            tree.append(.exit(exit), to: &buffer)
        }

        /// The lines so far without their times and pids.
        func live() -> [String] {
            let lines = String(decoding: buffer.bytes, as: UTF8.self).split(separator: "\n")
            return lines.map { String($0.dropFirst(21)) }
        }

        func summary() -> [String] {
            var summary = OutputBuffer()
            tree.appendSummary(to: &summary)
            return String(decoding: summary.bytes, as: UTF8.self).split(separator: "\n").dropFirst()
                .map { String($0) }
        }
    }

    @Test func programsStandBelowWhatForkedThem() {
        let run = Run()
        run.exec(1, pid: 10, parent: 0, "make", "-j2")
        run.exec(2, pid: 11, parent: 1, "sh", "-c", "exec cc")
        run.exec(3, pid: 12, parent: 2, "true")
        run.exit(3, pid: 12)
        run.exec(4, pid: 11, parent: 1, "cc", "a b.c")
        run.exec(5, pid: 13, parent: 4, "ld", result: -2)
        run.exit(4, pid: 11, status: 0x100)
        run.exec(6, pid: 14, parent: 1, "slow")
        run.exit(6, pid: 14, after: 2_000_000_000)
        run.exec(7, pid: 15, parent: 99, "stranger")
        run.exit(0, pid: 16, status: 0)
        run.exit(0, pid: 16, status: 9)
        run.exit(1, pid: 10, status: 0x200)
        #expect(
            run.live() == [
                "make -j2", "  sh -c 'exec cc'", "    true", "  → cc 'a b.c'",
                "    failed ENOENT /bin/ld", "  exit 1 after 2.0ms (x)", "  slow",
                "  exit 0 after 2.0s (x)", "stranger", "exit SIGKILL after 1.0ms (x)",
                "exit 2 after 2.0s (x)",
            ])
        #expect(
            run.summary() == [
                "    2.0s      10 2         make -j2",
                "   3.0ms      11 →         ├─ sh -c 'exec cc'",
                "   1.0ms      12 0         │  └─ true",
                "   2.0ms      11 1         ├→ cc 'a b.c'",
                "              13 ENOENT    │  └─ /bin/ld",
                "    2.0s      14 0         └─ slow",
                "              15 running   stranger",
                "   1.0ms      16 SIGKILL   (forked x)",
                "6 programs, 1 failed exec, 3 exits with an error",
            ])
    }

    @Test func aPidThatCameAgainIsAnotherProcess() {
        let run = Run()
        run.exec(1, pid: 10, parent: 0, "a")
        var exec = sampleExec(arguments: StringList(["b"]))
        exec.pid = 10
        exec.execID = 2
        exec.startTime = 99
        run.tree.append(.exec(exec), to: &run.buffer)
        #expect(run.live().last == "/bin/ls: b")
        #expect(run.summary().count == 3)
    }

    @Test func equalSiblingsAreFoldedInABigTree() {
        let run = Run()
        run.exec(1, pid: 1, parent: 0, "make")
        for id in UInt64(2)...301 {
            run.exec(id, pid: UInt32(id), parent: 1, "cc", "\(id)")
            run.exec(id + 1000, pid: UInt32(id + 1000), parent: id, "as")
            run.exit(id + 1000, pid: UInt32(id + 1000))
            run.exit(id, pid: UInt32(id), status: id % 100 == 0 ? 0x100 : 0, after: id == 77 ? 9_000_000 : 0)
        }
        run.exit(1, pid: 1)
        let lines = run.summary()
        #expect(lines.filter { $0.hasSuffix("cc 77") || $0.hasSuffix("00") }.count == 4)
        // The first of the deepest keeps its lines as well.
        #expect(lines.contains { $0.hasSuffix("└─ cc ×295 (longest 3.0ms, 295 below)") })
        #expect(lines.count == 1 + 5 * 2 + 1 + 1)
        #expect(lines.last == "601 programs, 3 exits with an error")
    }

    @Test func memoryIsBoundedAndNothingIsForgottenInSilence() throws {
        let run = Run(limit: 100)
        run.exec(1, pid: 1, parent: 0, "make")
        for id in UInt64(2)...5001 {
            run.exec(id, pid: UInt32(id), parent: 1, "cc")
            run.exit(id, pid: UInt32(id), status: id == 3 ? 9 : 0)
            #expect(run.tree.tree.count <= 100)
        }
        let folded = run.tree.tree[try #require(run.tree.tree.firstRoot)].folded.groups
        // The one that failed is not among them.
        #expect(folded.count == 1 && folded[0].failures == 0)
        #expect(folded[0].count + run.tree.tree.count - 1 == 5000)
        #expect(run.summary().contains { $0.contains("SIGKILL") })
        // All of them run: what has no room is counted.
        let busy = Run(limit: 100)
        for id in UInt64(1)...150 { busy.exec(id, pid: UInt32(id), parent: id - 1, "a") }
        #expect(busy.summary().last == "150 programs; 50 not in the tree, which holds no more that run at once")
    }

    @Test func depthDoesNotPushProgramsOut() {
        for width in [40, 60, 100, 200] {
            let run = Run(width: width)
            for id in UInt64(1)...9000 { run.exec(id, pid: UInt32(id), parent: id - 1, "program") }
            let live = String(decoding: run.buffer.bytes, as: UTF8.self).split(separator: "\n")
            #expect(live.allSatisfy { $0.count <= width })
            #expect(live.last?.contains(/\+8\d+ program/) == true || width < 50)
            #expect(run.summary().dropLast().allSatisfy { $0.count <= width })
            #expect(run.summary().count == 9001)
        }
    }

    @Test func randomTreesAreWholeAndHarmless() {
        var random = RandomBytes()
        for _ in 0..<50 {
            let limit = Int.random(in: 1...60, using: &random)
            let run = Run(limit: limit, width: Bool.random(using: &random) ? 80 : nil)
            var running: [(id: UInt64, pid: UInt32)] = []
            for id in UInt64(1)...200 {
                if !running.isEmpty, Bool.random(using: &random) {
                    let index = Int.random(in: 0..<running.count, using: &random)
                    let (id, pid) = running.remove(at: index)
                    run.exit(id, pid: pid, status: UInt32.random(in: 0...1, using: &random) << 8)
                }
                var exec = sampleExec(arguments: StringList([random.string(longest: 30)]))
                exec.execID = id
                exec.filename = random.string(longest: 30)
                exec.parentExecID = running.randomElement(using: &random)?.id ?? 0
                exec.pid = UInt32(id)
                exec.startTime = id
                if let again = running.indices.randomElement(using: &random), Bool.random(using: &random) {
                    exec.pid = running[again].pid
                    exec.startTime = UInt64(exec.pid)
                    running[again].id = id
                } else if Bool.random(using: &random) {
                    exec.result = -13
                } else {
                    running.append((id, exec.pid))
                }
                run.tree.append(.exec(exec), to: &run.buffer)
                #expect(run.tree.tree.count <= limit, "SEED=\(random.seed)")
            }
            var count = run.tree.tree.dropped + run.tree.tree.foldedRoots.count
            for root in run.tree.tree.children(of: nil) {
                count += 1 + run.tree.tree.group(of: root).below
            }
            #expect(count == 200, "SEED=\(random.seed)")
            let written = String(decoding: run.buffer.bytes, as: UTF8.self) + run.summary().joined()
            #expect(isHarmless(written.filter { $0 != "\n" }), "SEED=\(random.seed)")
        }
    }
}
