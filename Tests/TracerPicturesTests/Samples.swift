import Foundation
import RandomBytes
import Testing

@testable import TracerCapture
@testable import TracerOutput
@testable import TracerPictures

/// Ends a run of events: a command and all that it started, made up at random.
struct SampleRun {
    var events: [TracerEvent] = []
    var execs = 0
    var failed = 0
    var exits = 0

    /// - Parameter unfinished: Whether some processes never exit.
    init(seed: UInt64, processes: Int, unfinished: Bool = false) {
        var random = SplitMix64(state: seed)
        var now: UInt64 = 1_000_000_000_000
        var live: [(pid: UInt32, exec: UInt64, start: UInt64)] = []
        var nextExec: UInt64 = 1
        var started = 0
        func tick() -> UInt64 {
            now += .random(in: 1...5_000_000, using: &random)
            return now
        }
        while started < processes || live.count > (unfinished ? 3 : 0) {
            let starts = started < processes && (live.isEmpty || Bool.random(using: &random))
            if starts {
                let parent = live.randomElement(using: &random)
                // Few pids, so that they come again.
                guard
                    let pid = (100...160).map(UInt32.init).shuffled(using: &random)
                        .first(where: { pid in !live.contains { $0.pid == pid } })
                else { continue }
                started += 1
                let start = tick()
                if Bool.random(using: &random) {
                    events.append(
                        .fork(ForkEvent(time: start, pid: pid, ppid: parent?.pid ?? 1, comm: [0x73])))
                }
                var last: UInt64 = 0
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    var exec = ExecEvent(time: tick(), execID: nextExec, pid: pid)
                    exec.ppid = parent?.pid ?? 1
                    exec.parentExecID = parent?.exec ?? 0
                    exec.startTime = start + 7
                    exec.comm = Array("prog\(nextExec % 5)".utf8)
                    exec.filename = Array("/usr/bin/prog\(nextExec % 5)".utf8)
                    exec.arguments.append(Array("prog".utf8)[...])
                    exec.arguments.append(Array("</script>\u{1b}[31m \"é\"".utf8 + [0xff])[...])
                    exec.environment.append(Array("PATH=/bin".utf8)[...])
                    exec.environment.append(Array("N=\(nextExec)".utf8)[...])
                    if Int.random(in: 0..<5, using: &random) == 0 {
                        exec.result = -2
                        failed += 1
                    } else {
                        execs += 1
                        last = nextExec
                    }
                    nextExec += 1
                    events.append(.exec(exec))
                }
                live.append((pid, last, start + 7))
            } else if let index = live.indices.randomElement(using: &random) {
                let process = live.remove(at: index)
                let time = tick()
                exits += 1
                events.append(
                    .exit(
                        ExitEvent(
                            time: time, execID: process.exec, pid: process.pid, ppid: 1,
                            comm: [0x70], waitStatus: [0, 0x100, 9].randomElement(using: &random)!,
                            duration: time - process.start)))
            }
        }
    }
}
