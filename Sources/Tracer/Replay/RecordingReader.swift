// A recorded run, NDJSON as JSONFormatter writes it → the events that it was written from.
//
//     bytes ─→ lines ─→ JSONReader ─→ RecordedObject ─→ TracerEvent, CaptureSummary ─→ the outputs
//              (one at a time)           │
//                                        └─ EnvironmentHistory: the parents' environments
//
// The authority for the format is DESIGN.md §4 and Sources/Tracer/Output/JSONFormatter*.swift. What is
// read is of unknown origin: nothing in it traps, and memory is bounded by `longestLine` and by the
// limits of EnvironmentHistory. Times are nanoseconds since 1970, so the clock for the outputs is
// `WallClock(offset: 0)`.

internal import SwiftletJSON
public import TracerCapture

/// Turns the bytes of a recorded run into its events, in their order.
///
/// Keys that it does not know are ignored; events that it does not know are skipped and counted.
public struct RecordingReader {
    /// What is read of environments.
    public enum Environments: Sendable, Equatable {
        /// Nothing.
        case none
        /// Their names suffice: where only names were recorded, every value is empty.
        case names
        /// Names and values.
        case values
        /// And those of the parents.
        case valuesAndParents
    }

    /// In bytes. The largest exec the kernel allows has 6 MiB of strings, of which each byte takes at
    /// most six characters, and four thirds of one in base64.
    public static var longestLine: Int { 64 << 20 }

    public private(set) var notes = RecordingNotes()
    let environments: Environments
    var history = EnvironmentHistory()
    /// The line that is being read, counted from 1.
    private(set) var line = 1
    /// The beginning of a line whose end has not come.
    private var pending: [UInt8] = []

    public init(environments: Environments = .values) {
        self.environments = environments
    }

    /// Takes the next piece of the file.
    ///
    /// - Throws: `RecordingError` at the first line that is none of a recorded run. What came before it
    ///   has gone to the sink. The reader is at its end then.
    public mutating func take(
        _ bytes: Span<UInt8>, _ sink: (TracerEvent) -> Void
    ) throws(RecordingError) {
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0a { end += 1 }
            guard pending.count <= Self.longestLine - (end - start) else {
                throw .tooLong(line: line, limit: Self.longestLine)
            }
            // SAFETY: the buffer is used only inside the closure that it is handed to.
            unsafe bytes.extracting(start..<end).withUnsafeBufferPointer {
                unsafe pending.append(contentsOf: $0)
            }
            guard end < bytes.count else { return }
            try takeLine(sink)
            start = end + 1
        }
    }

    /// Takes what stands behind the last line feed, and ends the reading.
    ///
    /// A last line that breaks off is no error: the recording was interrupted. The notes say so.
    public mutating func finish(_ sink: (TracerEvent) -> Void) throws(RecordingError) {
        guard !pending.isEmpty else { return }
        do throws(RecordingError) {
            try takeLine(sink)
        } catch {
            guard case .notJSON = error else { throw error }
            notes.isTruncated = true
        }
    }

    private mutating func takeLine(_ sink: (TracerEvent) -> Void) throws(RecordingError) {
        defer {
            pending.removeAll(keepingCapacity: pending.count <= 1 << 20)
            line += 1
        }
        guard pending.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }) else { return }
        let value: JSONValue
        do throws(JSONReader.Failure) {
            var reader = JSONReader(pending)
            value = try reader.value()
        } catch {
            throw .notJSON(line: line, column: error.offset + 1, what: error.what)
        }
        guard case .object(let members) = value else {
            throw .field(line: line, column: 1, key: "", expected: "an object with the key \"event\"")
        }
        try route(RecordedObject(members: members, line: line), sink)
    }

    private mutating func route(
        _ object: RecordedObject, _ sink: (TracerEvent) -> Void
    ) throws(RecordingError) {
        // Recordings from before the format had a version have none.
        if let version: Int = try object.number("v"), version != 1 {
            throw object.error("v", expected: "1: another version of swiftlet wrote this")
        }
        let kind = try object.required(object.string("event"), "event", expected: "the kind of event")
        switch String(decoding: kind, as: UTF8.self) {
        case "exec": sink(.exec(try exec(object)))
        case "exit": sink(.exit(try ExitEvent(object)))
        case "fork": sink(.fork(try ForkEvent(object)))
        case "tcp_connect": sink(.tcp(try TCPEvent(object, kind: .connect)))
        case "tcp_close": sink(.tcp(try TCPEvent(object, kind: .close)))
        case "summary":
            if notes.summary != nil { notes.hasSeveralRuns = true }
            notes.summary = try CaptureSummary(object)
        default:
            notes.unknownEvents &+= 1
            if notes.firstUnknownEvent == nil {
                notes.firstUnknownEvent = RecordingNotes.UnknownEvent(kind: kind, line: line)
            }
        }
        if String(decoding: kind, as: UTF8.self) != "summary", notes.summary != nil {
            notes.hasSeveralRuns = true
        }
    }

    /// Notes that an exec's environment is not all there.
    mutating func note(_ lack: RecordingNotes.Lack) {
        notes.lacks.insert(lack)
    }
}
