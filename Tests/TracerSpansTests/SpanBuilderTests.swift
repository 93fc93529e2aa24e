import Testing

@testable import TracerCapture
@testable import TracerSpans

struct SpanBuilderTests {
    /// sh forks a child that becomes ls, then becomes cat itself.
    @Test func theTree() throws {
        var story = Story { $0.command = Story.shown(["/bin/sh", "-c", "ls; exec cat"]) }
        story.exec(1, pid: 10, at: 100, forked: 5, ["/bin/sh", "-c"])
        story.exec(2, pid: 11, at: 210, forked: 200, parent: 1, ["/bin/ls"])
        story.exit(2, pid: 11, at: 300, forked: 200, status: 2 << 8)
        story.exec(3, pid: 10, at: 400, forked: 5, ["/bin/cat"])
        story.exit(3, pid: 10, at: 500, forked: 5, status: 3 << 8)
        let root = story.finish()
        #expect(story.spans.map(\.text) == ["ls", "sh", "cat", "sh"])
        let shell = try #require(story.span(1))
        let list = try #require(story.span(2))
        let cat = try #require(story.span(3))

        #expect(root.parentSpanID == nil)
        #expect(shell.parentSpanID == root.spanID && cat.parentSpanID == root.spanID)
        #expect(list.parentSpanID == shell.spanID)
        #expect(Set(story.spans.map(\.traceID)).count == 1)
        #expect(Set(story.spans.map(\.spanID)).count == 4)

        // From the fork, from the exec; the command's own fork was before it was let go.
        #expect(list.start == 200 && list.end == 300)
        #expect(shell.start == 100 && shell.end == 400)
        #expect(cat.start == 400 && cat.end == 500)
        #expect(root.start == 100 && root.end == 500)

        #expect(list["process.exit.code"] == 2 && list.problem == "exit code 2")
        #expect(list["error.type"] == "2")
        #expect(shell["process.exit.code"] == nil && shell.error == nil)
        #expect(shell["swiftlet.process.end"] == "exec")
        #expect(cat["swiftlet.process.end"] == "exit")
        // The command's status is the root's.
        #expect(root["process.exit.code"] == 3 && root.problem == "exit code 3")
    }

    @Test func signalsAreErrors() throws {
        var story = Story()
        story.exec(1, pid: 10, at: 100, forked: 50)
        story.exit(1, pid: 10, at: 200, forked: 50, status: 11 | 0x80)
        let span = try #require(story.spans.first)
        #expect(span.problem == "killed by SIGSEGV, core dumped")
        #expect(span["process.exit.code"] == nil)
        #expect(span["swiftlet.process.exit.signal"] == "SIGSEGV")
        let root = story.finish()
        #expect(root.error == nil)
    }

    @Test func whatStillRunsEndsWithTheTrace() throws {
        var story = Story()
        story.exec(1, pid: 10, at: 100, forked: 50)
        let root = story.finish(at: 1000)
        #expect(story.spans.count == 2)
        #expect(story.spans[0].end == 1000 && root.end == 1000)
        #expect(story.spans[0]["swiftlet.process.end"] == "running")
        #expect(root.text == "swiftlet trace")
    }

    /// A recorded run says nothing of its command, but what all else came from is seen.
    @Test func theCommandOfARecordedRun() throws {
        var story = Story { $0.isRecorded = true }
        story.exec(1, pid: 10, at: 1000, forked: 5, ["/bin/sh", "-c", "x"])
        story.exec(2, pid: 11, at: 1300, forked: 1200, parent: 1, ["/bin/ls"])
        story.exec(3, pid: 10, at: 1400, forked: 5, ["/bin/cat"])
        story.exit(3, pid: 10, at: 1500, forked: 5, status: 3 << 8)
        story.exit(2, pid: 11, at: 1600, forked: 1200)
        let root = story.finish()
        #expect(
            root.text == "sh"
                && root["process.command_args"] == .strings(StringList(["/bin/sh", "-c", "x"])))
        #expect(root.start == 1000 && root.end == 1600)
        #expect(root["process.exit.code"] == 3 && root.problem == "exit code 3")
        #expect(story.span(1)?.start == 1000 && story.span(2)?.start == 1200)
    }

    /// Of a whole host: several came from outside, and none of them is the command.
    @Test func aRecordedHostHasNoCommand() throws {
        var story = Story { $0.isRecorded = true }
        story.exec(1, pid: 10, at: 1000, forked: 5)
        story.exit(1, pid: 10, at: 1100, forked: 5, status: 3 << 8)
        story.exec(2, pid: 11, at: 1300, forked: 7)
        let root = story.finish()
        #expect(
            root.text == "swiftlet trace" && root.error == nil && root["process.exit.code"] == nil)
        #expect(story.span(2)?.start == 1300)
    }

    /// The exit of a process was lost, and its pid given to another.
    @Test func anotherProcessOfTheSamePid() throws {
        var story = Story()
        story.exec(1, pid: 10, at: 100, forked: 50)
        story.exec(2, pid: 10, at: 900, forked: 800)
        let first = try #require(story.spans.first)
        #expect(first.end == 800 && first["swiftlet.process.end"] == "unknown")
        // One that never calls exec.
        story.exit(0, pid: 10, at: 2000, forked: 1500)
        let second = try #require(story.span(2))
        #expect(second.start == 800 && second.end == 1500)
        #expect(second["process.exit.code"] == nil)
        story.finish()
        #expect(story.spans.count == 3)
    }

    /// What was forked before the trace began with its exec, as far as the trace knows.
    @Test func processesFromBefore() throws {
        var story = Story { $0.start = 1000 }
        story.exec(1, pid: 10, at: 1100, forked: 10)
        story.exit(1, pid: 10, at: 1200, forked: 10)
        #expect(story.spans[0].start == 1100)
    }

    @Test func execsThatFail() throws {
        var story = Story { $0.command = Story.shown(["sh"]) }
        story.exec(1, pid: 10, at: 100, forked: 50, ["/bin/sh"])
        // A child looks through PATH and finds it.
        story.exec(2, pid: 11, at: 210, forked: 200, parent: 1, ["/a/ls"], result: -2)
        story.exec(3, pid: 11, at: 220, forked: 200, parent: 1, ["/b/ls"])
        story.exit(3, pid: 11, at: 230, forked: 200)
        // Another one doesn't.
        story.exec(4, pid: 12, at: 310, forked: 300, parent: 1, ["/a/nothing", "arg"], result: -13)
        story.exit(0, pid: 12, at: 320, forked: 300, status: 127 << 8)
        story.exit(1, pid: 10, at: 400, forked: 50)
        let shell = try #require(story.span(1))
        #expect(shell.events.count == 2)
        #expect(shell.problem == "exec of /a/nothing failed: EACCES")
        let event = shell.events[1]
        #expect(event.time == 310 && event.name == "swiftlet.exec.failed")
        let values = Dictionary(uniqueKeysWithValues: event.attributes.map { ($0.key, $0.value) })
        #expect(values["error.type"] == "EACCES" && values["process.pid"] == 12)
        #expect(values["process.command_args"] == .strings(StringList(["/a/nothing", "arg"])))
        #expect(try #require(story.span(3)).error == nil)
        story.finish()
        #expect(story.spans.count == 3)
    }

    @Test func eventsAreBounded() throws {
        var story = Story()
        story.exec(1, pid: 10, at: 100, forked: 50)
        for number in 0..<200 {
            story.exec(UInt64(number + 2), pid: 10, at: 200, forked: 50, ["/no"], result: -2)
        }
        story.exit(1, pid: 10, at: 300, forked: 50)
        #expect(story.spans[0].events.count == SpanBuilder.eventLimit)
        #expect(story.spans[0].droppedEvents == 200 - UInt32(SpanBuilder.eventLimit))
        #expect(story.spans[0].problem == "exec of /no failed: ENOENT")
    }

    @Test func incompleteIsTold() throws {
        var story = Story()
        story.take(
            .exec(
                Story.exec(1, pid: 10, at: 100, forked: 50).with {
                    $0.missing = [
                        MissingPart(
                            part: .environment, unit: .bytes, offset: 0, count: 9, cause: .ringFull)
                    ]
                }))
        var summary = CaptureSummary()
        summary.execs = 1
        summary.incomplete = 1
        let root = story.finish(summary)
        #expect(story.spans[0]["swiftlet.complete"] == .boolean(false))
        #expect(story.spans[0]["swiftlet.missing"] == .strings(StringList(["env: ring_full"])))
        #expect(root["swiftlet.complete"] == .boolean(false))
        #expect(root["swiftlet.incomplete"] == 1)
        // And nothing of the kind where all is well.
        var clean = Story()
        clean.exec(1, pid: 10, at: 100, forked: 50)
        let cleanRoot = clean.finish()
        #expect(cleanRoot["swiftlet.complete"] == nil && clean.spans[0]["swiftlet.complete"] == nil)
    }

    /// As many programs as one likes may come and go.
    @Test func memoryIsBounded() {
        var story = Story()
        for number in 1...100_000 as ClosedRange<UInt64> {
            story.exec(number, pid: UInt32(number), at: number, forked: number, parent: number - 1)
            story.exit(number, pid: UInt32(number), at: number, forked: number)
        }
        #expect(Set(story.spans.map(\.spanID)).count == 100_000)
        #expect(story.builder.live.isEmpty)
        #expect(story.builder.references.count == 65536)
        // A parent that has been forgotten.
        story.exec(200_000, pid: 7, at: 200_000, forked: 200_000, parent: 1)
        let root = story.finish()
        #expect(story.span(200_000)?.parentSpanID == root.spanID)
        #expect(story.span(99_999)?.parentSpanID == SpanID(number: 99_998, seed: 1))
    }

    /// Exits that never come.
    @Test func livePrograms() {
        var story = Story()
        for number in 1...(UInt64(SpanBuilder.liveLimit) + 3) {
            story.exec(number, pid: UInt32(number), at: number, forked: number)
        }
        #expect(story.builder.live.count == SpanBuilder.liveLimit * 3 / 4 + 3)
        #expect(story.spans.count == SpanBuilder.liveLimit / 4)
        #expect(story.spans.allSatisfy { $0["swiftlet.process.end"] == "unknown" })
    }

    @Test func connections() throws {
        var story = Story()
        story.exec(1, pid: 10, at: 100, forked: 50)
        let near = TCPEvent.Endpoint(address: [127, 0, 0, 1], port: 40000)
        let far = TCPEvent.Endpoint(address: [192, 0, 2, 7], port: 443)
        story.take(
            .tcp(
                TCPEvent(
                    kind: .connect, time: 150, execID: 1, pid: 10, comm: [], connectionID: 9,
                    local: near,
                    remote: far)))
        story.take(
            .tcp(
                TCPEvent(
                    kind: .close, time: 300, execID: 1, pid: 10, comm: [], connectionID: 9,
                    local: near,
                    remote: far, duration: 170, bytesSent: 5, bytesReceived: 6)))
        let span = try #require(story.spans.first)
        #expect(span.kind == .client && span.start == 130 && span.end == 300)
        #expect(span.parentSpanID == SpanID(number: 1, seed: 1))
        #expect(span["network.peer.address"] == "192.0.2.7" && span["network.peer.port"] == 443)
        #expect(span["network.local.port"] == 40000 && span["network.type"] == "ipv4")
        #expect(span["swiftlet.tcp.bytes_received"] == 6)
        // One that never came to be, one that is open at the end.
        story.take(
            .tcp(
                TCPEvent(
                    kind: .close, time: 400, execID: 0, pid: 11, comm: [], connectionID: 10,
                    local: near,
                    remote: far, duration: 50, wasEstablished: false)))
        story.take(
            .tcp(
                TCPEvent(
                    kind: .connect, time: 410, execID: 1, pid: 10, comm: [], connectionID: 11,
                    local: near,
                    remote: far)))
        let root = story.finish(at: 500)
        #expect(story.spans[1].error != nil && story.spans[1].parentSpanID == root.spanID)
        #expect(story.spans[2]["swiftlet.tcp.end"] == "open" && story.spans[2].end == 500)
        #expect(Set(story.spans.map(\.spanID)).count == story.spans.count)
    }
}
