import Testing

@testable import TracerCapture
@testable import TracerSpans

struct TraceParentTests {
    static let caller = "TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    static let other = "TRACEPARENT=00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-00"

    private func parse(_ text: String) -> TraceParent? {
        TraceParent(in: Environment(["A=1", text, Self.other]))
    }

    @Test func values() throws {
        let parsed = try #require(parse(Self.caller))
        #expect(parsed.traceID == TraceID(high: 0x0af7_6519_16cd_43dd, low: 0x8448_eb21_1c80_319c))
        #expect(parsed.spanID == SpanID(0xb7ad_6b71_6920_3331))
        // A later version may say more.
        #expect(parse("TRACEPARENT=01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more") == parsed)
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
        "0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x", "--------", "00---01",
    ])
    func noValues(_ value: String) {
        // The first of the name counts, also if it is none.
        #expect(parse("TRACEPARENT=\(value)") == nil)
    }

    /// Our own caller's: the root span is its child, and the command, which inherits it, is the root's.
    @Test func theCallersTrace() throws {
        let caller = try #require(parse(Self.caller))
        var story = Story {
            $0.caller = caller
            $0.command = Story.shown(["x"])
        }
        story.exec(1, pid: 10, at: 100, forked: 50, environment: [Self.caller])
        story.exec(2, pid: 11, at: 200, forked: 150, parent: 1, environment: [Self.caller])
        let root = story.finish()
        #expect(root.traceID == caller.traceID && root.parentSpanID == caller.spanID)
        #expect(root.hasRemoteParent && root.flags == 0x301)
        #expect(story.span(1)?.parentSpanID == root.spanID)
        #expect(story.span(2)?.parentSpanID == SpanID(number: 1, seed: 1))
        #expect(story.span(2)?.flags == 0x101)
        #expect(story.spans.allSatisfy { $0.traceID == caller.traceID })
    }

    /// Somebody in the tree makes a child a part of another trace; what that starts follows it.
    @Test func anotherTrace() throws {
        let other = try #require(parse(Self.other))
        var story = Story { $0.command = Story.shown(["x"]) }
        story.exec(1, pid: 10, at: 100, forked: 50)
        story.exec(2, pid: 11, at: 200, forked: 150, parent: 1, environment: [Self.other])
        story.exec(3, pid: 12, at: 300, forked: 250, parent: 2, environment: [Self.other])
        story.exec(4, pid: 13, at: 400, forked: 350, parent: 3, environment: [])
        story.exec(5, pid: 14, at: 500, forked: 450, parent: 1, environment: ["TRACEPARENT=nonsense"])
        let root = story.finish()
        let joined = try #require(story.span(2))
        #expect(joined.traceID == other.traceID && joined.parentSpanID == other.spanID)
        #expect(joined.hasRemoteParent)
        #expect(story.span(3)?.traceID == other.traceID)
        #expect(story.span(3)?.parentSpanID == joined.spanID)
        #expect(story.span(4)?.traceID == other.traceID)
        #expect(story.span(1)?.traceID == root.traceID && root.traceID != other.traceID)
        #expect(story.span(5)?.parentSpanID == SpanID(number: 1, seed: 1))
    }

    /// Without a command any user's program may have a TRACEPARENT: its spans stay in the trace, and have
    /// a link.
    @Test func aTraceFromOutside() throws {
        let other = try #require(parse(Self.other))
        for isRecorded in [false, true] {
            var story = Story { $0.isRecorded = isRecorded }
            story.exec(1, pid: 10, at: 100, forked: 50, environment: [Self.other])
            story.exec(2, pid: 11, at: 200, forked: 150, parent: 1, environment: [Self.other])
            let root = story.finish()
            let linked = try #require(story.span(1))
            #expect(linked.traceID == root.traceID && linked.parentSpanID == root.spanID)
            #expect(linked.links == [SpanLink(traceID: other.traceID, spanID: other.spanID)])
            #expect(!linked.hasRemoteParent)
            // Inherited, so it says nothing new.
            #expect(story.span(2)?.links == [])
            #expect(story.span(2)?.parentSpanID == linked.spanID)
        }
    }

    /// A rule says whose TRACEPARENT counts.
    @Test func aRuleLetsItJoin() throws {
        let other = try #require(parse(Self.other))
        var story = Story()
        let exec = Story.exec(1, pid: 10, at: 100, forked: 50, environment: [Self.other])
        story.take(.exec(exec.with { $0.joinsTrace = true }))
        story.exec(2, pid: 11, at: 200, forked: 150, parent: 1, environment: [])
        let root = story.finish()
        let joined = try #require(story.span(1))
        #expect(joined.traceID == other.traceID && joined.parentSpanID == other.spanID)
        #expect(joined.hasRemoteParent && joined.links == [])
        #expect(story.span(2)?.traceID == other.traceID && root.traceID != other.traceID)
    }

    @Test func whatIsGivenGoesFirst() throws {
        let caller = try #require(parse(Self.caller))
        let given = try #require(TraceID(high: 1, low: 2))
        var story = Story {
            $0.caller = caller
            $0.traceID = given
        }
        story.exec(1, pid: 10, at: 100, forked: 50, environment: [Self.caller])
        let root = story.finish()
        #expect(root.traceID == given && root.parentSpanID == nil)
        #expect(story.span(1)?.traceID == given)
        var below = Story {
            $0.traceID = given
            $0.parentSpanID = SpanID(77)
        }
        let lower = below.finish()
        #expect(lower.parentSpanID == SpanID(77))
    }
}
