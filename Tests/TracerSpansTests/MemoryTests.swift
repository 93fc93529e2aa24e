import Testing
import TracerOutput

@testable import TracerCapture
@testable import TracerSpans

/// What spans hold while their programs run.
struct MemoryTests {
    private let big = String(repeating: "x", count: 100_000)

    @Test func argumentsAndEnvironmentsAreBounded() {
        let limit = 1 << 20
        var story = Story(byteLimit: limit) { $0.environment = .all }
        for number in UInt64(1)...100 {
            story.exec(
                number, pid: UInt32(number), at: number, forked: number, ["a", big],
                environment: ["A=\(big)"])
            #expect(story.builder.liveBytes <= limit)
        }
        let dropped = 100 - limit / (200_000 + 200)
        // What has ended makes room.
        for number in UInt64(1)...100 { story.exit(number, pid: UInt32(number), at: 200, forked: number) }
        #expect(story.builder.liveBytes == 0)
        story.exec(101, pid: 101, at: 300, forked: 250, ["a", big], environment: ["A=\(big)"])
        let root = story.finish()
        #expect(story.spans.filter { $0["swiftlet.dropped"] != nil }.count == dropped + 1)
        #expect(root["swiftlet.dropped"] == .integer(Int64(dropped)))
        #expect(story.span(101)?["process.environment_variable.A"] != nil)
        let first = story.span(1)
        #expect(first?["process.command_args"] == .strings(StringList(["a", big])))
        #expect(story.span(100)?["process.command_args"] == .strings(StringList(["a"])))
        #expect(story.span(100)?["process.args_count"] == 2)
    }

    @Test func failedExecsAreBounded() {
        let limit = 1 << 20
        var story = Story(byteLimit: limit)
        story.exec(1, pid: 1, at: 1, forked: 1)
        for number in UInt64(2)...100 {
            story.exec(number, pid: 1, at: number, forked: 1, ["a", big], result: -2)
            #expect(story.builder.liveBytes <= limit)
        }
        story.exit(1, pid: 1, at: 200, forked: 1)
        #expect(story.builder.liveBytes == 0)
        let events = story.span(1)?.events ?? []
        let whole = events.filter { $0.attributes.contains { $0.key == "process.command_args" } }.count
        #expect(whole == 10 && events.count == 99)
        #expect(story.finish()["swiftlet.dropped"] == .integer(89))
    }

    /// Making room among many that live costs each exec little.
    @Test func theOldestGoTogether() {
        var story = Story()
        let count = UInt64(SpanBuilder.liveLimit) + 1
        for number in 1...count {
            story.exec(number, pid: UInt32(number), at: number, forked: number)
        }
        #expect(story.spans.count == SpanBuilder.liveLimit / 4)
        #expect(story.spans.allSatisfy { $0["swiftlet.process.end"] == "unknown" })
        #expect(story.span(1) != nil && story.span(count) == nil)
    }
}
