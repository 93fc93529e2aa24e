import Foundation
import Testing
import TracerOutput

@testable import TracerCapture
@testable import TracerSpans

struct OTLPJSONTests {
    private func line(_ spans: [Span]) throws -> [String: Any] {
        var resource = SpanResource()
        resource.set("service.name", "swiftlet")
        var buffer = OutputBuffer()
        OTLPJSONFormatter.append(spans, of: resource, to: &buffer)
        let text = try #require(String(validating: buffer.bytes, as: UTF8.self))
        #expect(text.last == "\n" && !text.dropLast().contains("\n"))
        return try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func spans(in line: [String: Any]) throws -> [[String: Any]] {
        let group = try #require((line["resourceSpans"] as? [[String: Any]])?.first)
        #expect((group["resource"] as? [String: Any])?["attributes"] is [[String: Any]])
        let scope = try #require((group["scopeSpans"] as? [[String: Any]])?.first)
        return try #require(scope["spans"] as? [[String: Any]])
    }

    @Test func oneLine() throws {
        var story = Story { $0.traceID = TraceID(high: 0xabc, low: 0x1) }
        story.exec(1, pid: 10, at: 100, forked: 50, ["/bin/sh", "\"\u{1b}\n"])
        story.exec(2, pid: 10, at: 120, forked: 50, ["/no"], result: -2)
        story.exit(1, pid: 10, at: 1_700_000_000_000_000_000, forked: 50, status: 1 << 8)
        let written = try spans(in: line(story.spans))
        let span = try #require(written.first)
        #expect(span["traceId"] as? String == "0000000000000abc0000000000000001")
        #expect((span["spanId"] as? String)?.count == 16)
        #expect((span["parentSpanId"] as? String)?.count == 16)
        #expect(span["kind"] as? Int == 1)
        #expect(span["startTimeUnixNano"] as? String == "50")
        #expect(span["endTimeUnixNano"] as? String == "1700000000000000000")
        let status = try #require(span["status"] as? [String: Any])
        #expect(status["code"] as? Int == 2 && status["message"] as? String == "exit code 1")
        #expect((span["events"] as? [[String: Any]])?.count == 1)
        let attributes = try #require(span["attributes"] as? [[String: Any]])
        let pid = attributes.first { $0["key"] as? String == "process.pid" }
        #expect((pid?["value"] as? [String: Any])?["intValue"] as? String == "10")
        let arguments = attributes.first { $0["key"] as? String == "process.command_args" }
        let values = ((arguments?["value"] as? [String: Any])?["arrayValue"] as? [String: Any])?["values"]
        #expect(
            (values as? [[String: Any]])?.map { $0["stringValue"] as? String } == ["/bin/sh", "\"\u{1b}\n"])
    }

    @Test func nothingIsNoLine() {
        var buffer = OutputBuffer()
        OTLPJSONFormatter.append([], of: SpanResource(), to: &buffer)
        #expect(buffer.isEmpty)
    }

    /// Whatever programs are given and in whatever order their events come: each line is JSON, and of each
    /// exec that succeeded there is one span.
    @Test func hostileEvents() throws {
        let seed = UInt64(ProcessInfo.processInfo.environment["SEED"] ?? "") ?? .random(in: 0 ... .max)
        print("SEED=\(seed)")
        var state = seed
        func random(_ limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        func strings() -> StringList {
            var list = StringList()
            for _ in 0..<random(5) {
                let bytes = (0..<random(12)).map { _ in UInt8(random(255)) + 1 }
                list.append(random(9) == 0 ? nil : bytes[...])
            }
            return list
        }
        var story = Story { $0.environment = .all }
        var execs = 0
        for number in 1...1000 as ClosedRange<UInt64> {
            let pid = UInt32(random(20))
            switch random(4) {
            case 0:
                story.exit(random(number), pid: pid, at: 1000 + random(1000), forked: random(1000),
                    status: UInt32(random(65536)))
            default:
                let result: Int32 = random(5) == 0 ? -2 : 0
                execs += result == 0 ? 1 : 0
                story.take(
                    .exec(
                        Story.exec(
                            number, pid: pid, at: random(2000), forked: random(3), parent: random(number),
                            result: result
                        ).with {
                            $0.arguments = strings()
                            $0.environment = Environment(strings())
                            $0.filename = Array(strings().bytes)
                        }))
            }
        }
        let root = story.finish()
        #expect(story.spans.count == execs + 1)
        #expect(Set(story.spans.map(\.spanID)).count == story.spans.count)
        #expect(story.spans.allSatisfy { $0.start <= $0.end })
        #expect(story.spans.dropLast().allSatisfy { $0.parentSpanID != nil && $0.traceID == root.traceID })
        #expect(try spans(in: line(story.spans)).count == execs + 1)
        for span in story.spans {
            #expect(Set(span.attributes.map(\.key)).count == span.attributes.count)
        }
    }
}
