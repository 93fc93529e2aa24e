import Testing
import TracerCapture
import TracerOutput
import TracerSecrets
import TracerSpans

@testable import TracerPipeline
@testable import TracerRules

/// Events through all stages, into memory.
struct EventPipelineTests {
    private typealias Pipeline = EventPipeline<MemoryFile, MemoryCollector>

    private func exec(_ pid: UInt32, _ arguments: [String], _ environment: [String] = [])
        -> TracerEvent
    {
        var exec = ExecEvent(time: UInt64(pid), execID: UInt64(pid), pid: pid)
        exec.startTime = UInt64(pid)
        exec.comm = Array("x".utf8)
        exec.filename = Array("/bin/x".utf8)
        for argument in arguments { exec.arguments.append(Array(argument.utf8)[...]) }
        for string in environment { exec.environment.append(Array(string.utf8)[...]) }
        return .exec(exec)
    }

    private func exit(_ pid: UInt32) -> TracerEvent {
        .exit(
            ExitEvent(
                time: UInt64(pid) + 5, execID: UInt64(pid), pid: pid, ppid: 1, comm: [],
                waitStatus: 0,
                duration: 5))
    }

    private let clock = WallClock(offset: 0)

    private func parts(_ outputs: [Output<MemoryFile>]) -> Pipeline.Parts {
        var parts = Pipeline.Parts()
        parts.outputs = outputs
        return parts
    }

    @Test func everyOutputGetsTheSameEventsWithoutSecrets() throws {
        let (text, json) = (MemoryFile(), MemoryFile())
        let pipeline = Pipeline(
            parts([
                EventOutput(TextFormatter(environment: .all, clock: clock), to: text),
                EventOutput(JSONFormatter(clock: clock), to: json),
            ]))
        pipeline.take(exec(7, ["x", "--password=hunter2"], ["TOKEN=secret99"]))
        pipeline.take(.fork(ForkEvent(time: 8, pid: 8, ppid: 7, comm: [])))
        pipeline.take(exit(7))
        let summary = try #require(pipeline.finish(CaptureSummary(), at: nil))
        #expect(summary.isClean)
        for file in [text, json] {
            #expect(
                file.isEnded && !file.text.contains("hunter2") && !file.text.contains("secret99"))
            // A fork is not among the standard kinds.
            #expect(
                file.text.split(separator: "\n").count == (file === text ? 4 : 3), "\(file.text)")
            #expect(file.events == 2)
        }
        #expect(json.text.contains(#""event":"summary""#))
    }

    @Test func rulesComeBeforeRedaction() {
        let json = MemoryFile()
        var rule = Rule()
        rule.match.environment = [.init(name: Glob("TOKEN".utf8), value: Glob("secret99".utf8))]
        rule.attributes = [Attribute(name: "team", value: "a")]
        rule.hiddenNames = ["CITY"]
        var ignored = Rule()
        ignored.match.arguments = [Glob("quiet".utf8)]
        ignored.isUnsafe = true
        ignored.action = .ignore
        var parts = parts([EventOutput(JSONFormatter(clock: clock), to: json)])
        parts.rules = [rule, ignored]
        let pipeline = Pipeline(parts)
        pipeline.take(exec(7, ["x"], ["TOKEN=secret99", "CITY=Paris"]))
        pipeline.take(exec(8, ["x"], ["TOKEN=other", "CITY=Rome"]))
        pipeline.take(exec(9, ["x", "quiet"]))
        pipeline.take(exit(9))
        let summary = pipeline.finish(CaptureSummary(), at: nil)
        #expect(summary?.ignored == 1)
        #expect(json.events == 2)
        #expect(json.text.contains(#""attributes":{"team":"a"}"#))
        #expect(!json.text.contains("Paris") && json.text.contains("Rome"))
        #expect(!json.text.contains("secret99"))
        pipeline.replace(kinds: .exec, redactor: Redactor(), rules: [])
        pipeline.take(exec(10, ["x", "quiet"]))
        pipeline.take(exit(10))
        #expect(json.events == 3)
    }

    @Test func spansGoToFilesAndToTheCollector() {
        let (file, text) = (MemoryFile(), MemoryFile())
        let collector = MemoryCollector()
        var parts = parts([
            SpanOutput(resource: SpanResource(), to: file),
            EventOutput(TextFormatter(clock: clock), to: text),
        ])
        parts.spans = SpanBuilder(SpanOptions(), clock: clock)
        parts.network = collector
        parts.waitsForNetwork = true
        let pipeline = Pipeline(parts)
        #expect(!pipeline.isClosed)
        pipeline.take(exec(7, ["x"]))
        pipeline.take(exit(7))
        pipeline.flush()
        #expect(collector.names == ["x"] && collector.waits == 1)
        // The root span comes last, and what became of the spans is in the summary.
        let summary = pipeline.finish(CaptureSummary(), at: 100)
        #expect(collector.names.count == 2 && collector.isFinished)
        #expect(summary?.export?.sent == 2 && pipeline.export?.sent == 2)
        #expect(file.text.split(separator: "\n").count == 2)
        for name in collector.names { #expect(file.text.contains(#""name":"\#(name)""#)) }
    }

    @Test func whatFindsNoRoomIsCountedAsLost() {
        let (full, empty) = (MemoryFile(room: 1), MemoryFile())
        let pipeline = Pipeline(
            parts([
                EventOutput(JSONFormatter(clock: clock), to: full),
                EventOutput(JSONFormatter(clock: clock), to: empty),
            ]))
        for pid in 1...3 { pipeline.take(exec(UInt32(pid), ["x"])) }
        let summary = pipeline.finish(CaptureSummary(), at: nil)
        #expect(full.events == 1 && empty.events == 3)
        #expect(summary?.outputFull == 2 && pipeline.lost == 2 && summary?.isClean == false)
    }

    /// A page beside the main output counts as read.
    @Test func aTraceEndsWhenNobodyReads() {
        let (main, aside) = (MemoryFile(), MemoryFile())
        let text = TextFormatter(clock: clock)
        let both = Pipeline(
            parts([EventOutput(text, to: main), EventOutput(text, to: aside, isAside: true)]))
        let alone = Pipeline(parts([EventOutput(text, to: main)]))
        #expect(!both.isClosed && !alone.isClosed)
        main.isClosed = true
        #expect(!both.isClosed && alone.isClosed)
    }

    @Test func noMoreEventsThanWereAskedFor() {
        let file = MemoryFile()
        var parts = parts([EventOutput(JSONFormatter(clock: clock), to: file)])
        parts.limit = 2
        let pipeline = Pipeline(parts)
        for pid in 1...5 { pipeline.take(exec(UInt32(pid), ["x"])) }
        #expect(pipeline.isFull && file.events == 2)
    }
}
