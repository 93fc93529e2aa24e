import Testing

@testable import TracerCapture
@testable import TracerOutput
@testable import TracerReplay

/// What a reader makes of a text, read in pieces of the given size.
struct Recorded {
    var events: [TracerEvent] = []
    var notes: RecordingNotes
    var error: RecordingError?

    init(
        _ text: [UInt8], environments: RecordingReader.Environments = .valuesAndParents,
        piece: Int = 1 << 16
    ) {
        var reader = RecordingReader(environments: environments)
        var events: [TracerEvent] = []
        do throws(RecordingError) {
            var start = 0
            while start < text.count {
                let end = min(start + piece, text.count)
                try reader.take(text[start..<end].span) { events.append($0) }
                start = end
            }
            try reader.finish { events.append($0) }
        } catch {
            self.error = error
        }
        self.events = events
        notes = reader.notes
    }

    init(_ text: String, environments: RecordingReader.Environments = .valuesAndParents) {
        self.init(Array(text.utf8), environments: environments)
    }

    /// The events as they are recorded.
    func json(_ environment: EnvironmentForm = .all) -> [UInt8] {
        Self.json(events, environment, clock: WallClock(offset: 0))
    }

    static func json(
        _ events: [TracerEvent], _ environment: EnvironmentForm = .all, clock: WallClock
    ) -> [UInt8] {
        var buffer = OutputBuffer()
        var formatter = JSONFormatter(environment: environment, clock: clock)
        for event in events { formatter.append(event, to: &buffer) }
        return buffer.bytes
    }

    func exec(_ index: Int = 0) throws -> ExecEvent {
        guard case .exec(let exec) = try #require(events.dropFirst(index).first) else {
            throw RecordingError.tooLong(line: 0, limit: 0)
        }
        return exec
    }
}
