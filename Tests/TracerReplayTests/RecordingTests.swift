import RandomBytes
import Testing

@testable import TracerCapture
@testable import TracerOutput
@testable import TracerReplay

/// The writer is the oracle: what it wrote is read and written again, and nothing may have changed.
struct RecordingTests {
    private let clock = WallClock(offset: 0)

    @Test(arguments: [EnvironmentForm.all, .none, .names, .diff])
    func writtenAgainTheyAreTheSame(_ form: EnvironmentForm) throws {
        var random = RandomBytes()
        let comment: Comment = "SEED=\(random.seed)"
        for _ in 0..<20 {
            var events: [TracerEvent] = []
            for _ in 0..<15 {
                var event = random.event()
                if form == .diff, case .exec(var exec) = event, random.chance(2) {
                    // Names are text here: two that differ in faults of their UTF-8 are one key.
                    exec.environment = Environment(text(exec.environment))
                    exec.parentEnvironment = Environment(text(random.exec().environment))
                    event = .exec(exec)
                }
                events.append(event)
            }
            let written = Recorded.json(events, form, clock: clock)
            let environments: RecordingReader.Environments =
                switch form {
                case .none: .none
                case .names: .names
                case .all: .values
                default: .valuesAndParents
                }
            for piece in [1, 7, 1 << 20] {
                let recorded = Recorded(written, environments: environments, piece: piece)
                #expect(recorded.error == nil, comment)
                #expect(recorded.notes.isTruncated == false)
                #expect(recorded.events.count == events.count)
                let again = recorded.json(form)
                #expect(again == written, comment)
                if again != written { return show(again, written) }
            }
        }
    }

    private func text(_ environment: Environment) -> [[UInt8]?] {
        (0..<environment.count).map { position in
            environment[position].map { Array(String(decoding: $0, as: UTF8.self).utf8) }
        }
    }

    private func show(_ left: [UInt8], _ right: [UInt8]) {
        let lines = zip(left.split(separator: 0x0a), right.split(separator: 0x0a))
        guard let pair = lines.first(where: { $0.0 != $0.1 }) else { return }
        Issue.record("\(String(decoding: pair.0, as: UTF8.self))\n\(String(decoding: pair.1, as: UTF8.self))")
    }

    /// The text of what was read is the text of what was recorded.
    @Test func shownAsTextTheyAreTheSame() throws {
        var random = RandomBytes()
        for _ in 0..<100 {
            let event = random.event()
            let read = Recorded(Recorded.json([event], clock: clock)).events
            func text(_ events: [TracerEvent]) -> [UInt8] {
                var buffer = OutputBuffer()
                // The environment's order is not recorded where all of it is UTF-8.
                var formatter = TextFormatter(environment: .none, clock: clock)
                for event in events { formatter.append(event, to: &buffer) }
                return buffer.bytes
            }
            #expect(text(read) == text([event]), "SEED=\(random.seed)")
        }
    }

    @Test func theSummaryIsTheSame() throws {
        var summary = CaptureSummary()
        summary.execs = 7
        summary.complete = 5
        summary.incomplete = 2
        summary.healed = 1
        summary.failed = 3
        summary.received = .max
        summary.sequenceGaps = 4
        summary.malformed = 6
        summary.kernel.sentByType[1] = 11
        summary.kernel.sentByType[2] = 12
        summary.kernel.ringFullByType[5] = 13
        summary.kernel.recursionMisses = 14
        summary.outputFull = 15
        summary.unread = 20
        summary.unreadExecs = 17
        summary.kernel.leftOut = 15
        summary.kernel.blockFaults = 16
        func forms(_ summary: CaptureSummary) -> [[UInt8]] {
            var json = OutputBuffer()
            SummaryFormatter.append(json: summary, to: &json)
            var text = OutputBuffer()
            SummaryFormatter.append(text: summary, to: &text)
            return [json.bytes, text.bytes]
        }
        let recorded = Recorded(forms(summary)[0])
        let read = try #require(recorded.notes.summary)
        #expect(forms(read) == forms(summary))
        #expect(recorded.events.isEmpty)
    }

    @Test func sixMegabytesInOneExec() throws {
        var exec = ExecEvent(time: 1, execID: 1, pid: 1)
        for index in 0..<46 {
            exec.environment.append(
                (Array("V\(index)=".utf8) + [UInt8](repeating: 0xff, count: 131_000))[...])
        }
        let written = Recorded.json([.exec(exec)], clock: clock)
        #expect(written.count > 20 << 20)
        let recorded = Recorded(written)
        #expect(try recorded.exec().environment == exec.environment)
        #expect(recorded.json() == written)
    }

    /// A line that no event can have is refused before it takes the memory.
    @Test func aLineWithoutEnd() throws {
        var reader = RecordingReader()
        let piece = [UInt8](repeating: 0x20, count: 16 << 20)
        #expect(throws: RecordingError.tooLong(line: 1, limit: RecordingReader.longestLine)) {
            for _ in 0..<8 { try reader.take(piece.span) { _ in } }
        }
    }
}
