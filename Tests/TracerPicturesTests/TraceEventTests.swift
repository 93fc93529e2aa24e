import Foundation
import Testing

@testable import TracerCapture
@testable import TracerOutput
@testable import TracerPictures

/// What is written, read by Foundation and held against what the format's document asks for.
struct TraceEventTests {
    private func written(_ events: [TracerEvent], summary: CaptureSummary? = nil) throws -> [[String: Any]] {
        var buffer = OutputBuffer()
        var formatter = TraceEventFormatter(environment: .all, clock: WallClock(offset: 0))
        formatter.appendBeginning(to: &buffer)
        for event in events { formatter.append(event, to: &buffer) }
        formatter.finish(summary, to: &buffer)
        #expect(formatter.live.isEmpty)
        let object = try JSONSerialization.jsonObject(with: Data(buffer.bytes))
        let file = try #require(object as? [String: Any])
        #expect(file["displayTimeUnit"] as? String == "ms")
        let other = try #require(file["otherData"] as? [String: Any])
        #expect((other["summary"] is NSNull) == (summary == nil))
        return try #require(file["traceEvents"] as? [[String: Any]])
    }

    /// A file is written piece by piece: whoever writes it empties the buffer after each event.
    @Test func theBufferMayBeEmptiedAtAnyTime() throws {
        let events = SampleRun(seed: 7, processes: 30).events
        func written(piecewise: Bool) -> [UInt8] {
            var (file, buffer) = ([UInt8](), OutputBuffer())
            var formatter = TraceEventFormatter(environment: .all, clock: WallClock(offset: 0))
            func flush() {
                guard piecewise else { return }
                file += buffer.bytes
                buffer.removeAll()
            }
            formatter.appendBeginning(to: &buffer)
            flush()
            for event in events {
                formatter.append(event, to: &buffer)
                flush()
            }
            formatter.finish(nil, to: &buffer)
            return file + buffer.bytes
        }
        #expect(written(piecewise: true) == written(piecewise: false))
    }

    /// What is kept of programs that run is bounded, and what is dropped is counted.
    @Test func argumentsAndEnvironmentsAreBounded() throws {
        let limit = 1 << 20
        var formatter = TraceEventFormatter(environment: .all, clock: WallClock(offset: 0), byteLimit: limit)
        var buffer = OutputBuffer()
        formatter.appendBeginning(to: &buffer)
        for pid in UInt32(1)...50 {
            var exec = ExecEvent(time: UInt64(pid), execID: UInt64(pid), pid: pid)
            exec.environment.append([UInt8](repeating: 0x41, count: 100_000)[...])
            formatter.append(.exec(exec), to: &buffer)
            #expect(formatter.liveBytes <= limit)
        }
        #expect(formatter.dropped == 40)
        for pid in UInt32(1)...50 {
            let exit = ExitEvent(
                time: 100, execID: UInt64(pid), pid: pid, ppid: 1, comm: [], waitStatus: 0, duration: 100)
            formatter.append(.exit(exit), to: &buffer)
        }
        #expect(formatter.liveBytes == 0)
        formatter.finish(nil, to: &buffer)
        let object = try JSONSerialization.jsonObject(with: Data(buffer.bytes)) as? [String: Any]
        let other = try #require(object?["otherData"] as? [String: Any])
        #expect(other["dropped"] as? Int == 40)
        let events = try #require(object?["traceEvents"] as? [[String: Any]])
        let dropped = events.filter { ($0["args"] as? [String: Any])?["dropped"] as? Bool == true }
        #expect(dropped.count == 40)
        // What is not written is not kept.
        var without = TraceEventFormatter(environment: .none, clock: WallClock(offset: 0), byteLimit: limit)
        var exec = ExecEvent(time: 1, execID: 1, pid: 1)
        exec.environment.append([UInt8](repeating: 0x41, count: 100_000)[...])
        without.append(.exec(exec), to: &buffer)
        #expect(without.liveBytes == 0 && without.live[1]?.exec?.environment.isEmpty == true)
    }

    private struct Slice {
        var start: Double
        var end: Double
        var category: String
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func aTrackForEachProcess(_ seed: UInt64) throws {
        let run = SampleRun(seed: seed, processes: 80, unfinished: seed % 2 == 1)
        let events = try written(run.events, summary: CaptureSummary())
        var tracks: [Int: [Slice]] = [:]
        var flows: [Int: [(phase: String, track: Int, time: Double)]] = [:]
        var failed = 0
        var names: Set<Int> = []
        for event in events {
            let phase = try #require(event["ph"] as? String)
            let track = try #require(event["pid"] as? Int)
            #expect(event["tid"] as? Int == track)
            #expect(event["name"] is String)
            if phase == "M" {
                #expect(event["args"] is [String: Any])
                if event["name"] as? String == "process_name" { names.insert(track) }
                continue
            }
            let time = try #require(event["ts"] as? Double)
            #expect(time >= 0)
            switch phase {
            case "X":
                let duration = try #require(event["dur"] as? Double)
                #expect(duration >= 0)
                let category = try #require(event["cat"] as? String)
                tracks[track, default: []].append(
                    Slice(start: time, end: time + duration, category: category))
                let args = try #require(event["args"] as? [String: Any])
                #expect(args["exit"] != nil)
                if category == "exec" {
                    let exec = try #require(args["exec"] as? [String: Any])
                    #expect((exec["env"] as? [String: String])?["PATH"] == "/bin")
                    #expect(args["command"] as? String == #"prog $'</script>\x1b[31m "é"\xff'"#)
                }
            case "i":
                failed += 1
                #expect(event["s"] as? String == "t")
                let args = try #require(event["args"] as? [String: Any])
                #expect((args["exec"] as? [String: Any])?["error"] as? String == "ENOENT")
            case "s", "f":
                let id = try #require(event["id"] as? Int)
                flows[id, default: []].append((phase, track, time))
            default: Issue.record("an event of phase \(phase)")
            }
        }
        #expect(failed == run.failed)
        #expect(tracks.values.joined().count { $0.category == "exec" } == run.execs)
        // Each process has a track of its own, with a name, and on it slices lie inside each other.
        for (track, slices) in tracks {
            #expect(names.contains(track))
            let outer = slices.filter { $0.category == "process" }
            #expect(outer.count == 1)
            let execs = slices.filter { $0.category == "exec" }.sorted { $0.start < $1.start }
            for exec in execs {
                #expect(exec.start >= outer[0].start && exec.end <= outer[0].end + 0.0005)
            }
            for (before, after) in zip(execs, execs.dropFirst()) {
                #expect(before.end <= after.start + 0.0005)
            }
        }
        // An arrow begins inside a slice of the parent, and ends inside one of the child.
        #expect(!flows.isEmpty)
        for flow in flows.values {
            #expect(flow.map(\.phase) == ["s", "f"])
            #expect(flow[0].track != flow[1].track)
            for end in flow {
                #expect(
                    tracks[end.track]?.contains { $0.start <= end.time && end.time <= $0.end } == true)
            }
        }
    }

    @Test func connections() throws {
        func tcp(_ kind: TCPEvent.Kind, _ id: UInt64, at time: UInt64, established: Bool = true) -> TracerEvent {
            .tcp(
                TCPEvent(
                    kind: kind, time: time, execID: 1, pid: 7, comm: [], connectionID: id,
                    local: .init(address: [127, 0, 0, 1], port: 1),
                    remote: .init(address: [UInt8](repeating: 0, count: 15) + [1], port: 443),
                    duration: 500, wasEstablished: established))
        }
        let events = try written([
            tcp(.connect, 1, at: 10_000), tcp(.close, 1, at: 30_000),
            tcp(.close, 2, at: 40_000, established: false),
        ])
        #expect(events.map { $0["ph"] as? String } == ["b", "e", "b", "e"])
        #expect(events.allSatisfy { $0["name"] as? String == "[::1]:443" && $0["id"] is String })
        #expect(events.map { $0["ts"] as? Double } == [0, 20, 29.5, 30])
    }

    /// What has ended is in a file that breaks off: each line of it can be read by itself.
    @Test func aRunThatIsInterrupted() throws {
        let run = SampleRun(seed: 5, processes: 30)
        var buffer = OutputBuffer()
        var formatter = TraceEventFormatter(clock: WallClock(offset: 0))
        formatter.appendBeginning(to: &buffer)
        for event in run.events { formatter.append(event, to: &buffer) }
        let lines = buffer.bytes.split(separator: 0x0a).dropFirst()
        var slices = 0
        for line in lines {
            let line = line.last == 0x2c ? line.dropLast() : line
            let event = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            if event?["cat"] as? String == "exec" { slices += 1 }
        }
        #expect(slices == run.execs)
    }

    /// Exits that never come don't pile up.
    @Test func memoryIsBounded() throws {
        var buffer = OutputBuffer()
        var formatter = TraceEventFormatter(clock: WallClock(offset: 0))
        for pid in 1...UInt32(TraceEventFormatter.processLimit + 1000) {
            formatter.append(
                .fork(ForkEvent(time: UInt64(pid), pid: pid, ppid: 0, comm: [])), to: &buffer)
            buffer.removeAll()
        }
        #expect(formatter.live.count <= TraceEventFormatter.processLimit)
    }

    @Test func nothingHappened() throws {
        #expect(try written([]).isEmpty)
    }
}
