import TracerCapture
import TracerOutput
import TracerPipeline
import TracerSpans

/// A destination in memory.
final class MemoryFile: OutputDestination {
    typealias Fault = Never

    var pending = OutputBuffer()
    var isClosed = false
    private(set) var lost: UInt64 = 0
    private(set) var events = 0
    private(set) var isEnded = false
    private var written: [UInt8] = []
    /// How many more events it takes.
    private var room: Int

    init(room: Int = .max) {
        self.room = room
    }

    var columns: Int? { nil }
    /// All of it.
    var text: String { String(decoding: written + pending.bytes, as: UTF8.self) }

    func hasRoom() -> Bool {
        if room == 0 { lost += 1 }
        return room > 0
    }

    func endEvent() {
        events += 1
        room -= 1
    }

    func flush() {
        written += pending.bytes
        pending.removeAll()
    }

    func reopen() -> Bool { false }

    func end() {
        flush()
        isEnded = true
    }
}

/// A collector in memory.
final class MemoryCollector: SpanDestination {
    private(set) var names: [String] = []
    private(set) var waits = 0
    private(set) var isFinished = false

    func take(_ span: Span) { names.append(String(decoding: span.name, as: UTF8.self)) }
    func flush() {}
    func waitForRoom() { waits += 1 }

    func finish() -> ExportCounts {
        isFinished = true
        return ExportCounts(sent: UInt64(names.count), dropped: 0)
    }
}
