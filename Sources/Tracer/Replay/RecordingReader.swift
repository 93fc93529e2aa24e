// Reads a recorded run, NDJSON as written by JSONFormatter, and restores its events.
//
//     bytes ─→ lines ─→ JSONReader ─→ RecordedObject ─→ TracerEvent, CaptureSummary ─→ the outputs
//              (one at a time)           │
//                                        └─ EnvironmentHistory: the parents' environments
//
// docs/json.md and Sources/Tracer/Output/JSON define the format. The input is untrusted:
// nothing in it traps, and `longestLine` and the limits of EnvironmentHistory bound the memory. Times are
// nanoseconds since 1970, so the outputs use the clock `WallClock(offset: 0)`.

internal import SwiftletJSON
public import TracerCapture

/// Turns the bytes of a recorded run into its events, in order.
///
/// Unknown keys are ignored; unknown events are skipped and counted.
public struct RecordingReader {
    /// How much of the environments to read.
    public enum Environments: Sendable, Equatable {
        /// Nothing.
        case none
        /// Names only: if values were not recorded, every value is empty.
        case names
        /// Names and values.
        case values
        /// Names and values, and those of the parents.
        case valuesAndParents
    }

    /// In bytes. The largest exec the kernel allows has 6 MiB of strings. Each byte takes at most six
    /// characters, plus four thirds of one in base64.
    public static var longestLine: Int { 64 << 20 }

    public private(set) var notes = RecordingNotes()
    let environments: Environments
    var history = EnvironmentHistory()
    /// The current line, counted from 1.
    private(set) var line = 1
    /// The beginning of an incomplete line.
    private var pending: [UInt8] = []
    /// The last environment in the text, which the next exec often has too.
    private var lastObject: JSONReader.ReadObject?
    var lastEnvironment: (object: RecordedObject, environment: Environment)?

    public init(environments: Environments = .values) {
        self.environments = environments
    }

    /// Reads the next piece of the file.
    ///
    /// - Throws: `RecordingError` at the first line that does not belong to a recorded run. The events before
    ///   it have gone to the sink, and the reader is then at its end.
    public mutating func take(
        _ bytes: Span<UInt8>, _ sink: (TracerEvent) -> Void
    ) throws(RecordingError) {
        var start = 0
        while start < bytes.count {
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start, limit: bytes.count)
            guard pending.count <= Self.longestLine - (end - start) else {
                throw .tooLong(line: line, limit: Self.longestLine)
            }
            // SAFETY: the buffer is used only inside the closure that receives it.
            unsafe bytes.extracting(start..<end).withUnsafeBufferPointer {
                unsafe pending.append(contentsOf: $0)
            }
            guard end < bytes.count else { return }
            try takeLine(sink)
            start = end + 1
        }
    }

    /// Reads what follows the last line feed, and ends the reading.
    ///
    /// An incomplete last line is not an error: the recording was interrupted, and the notes say so.
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
            var reader = JSONReader(pending, after: lastObject)
            value = try reader.value()
            lastObject = reader.lastObject
        } catch {
            throw .notJSON(line: line, column: error.offset + 1, what: error.what)
        }
        guard case .object(let members) = value else {
            throw .field(
                line: line, column: 1, key: "", expected: "an object with the key \"event\"")
        }
        try route(RecordedObject(members: members, line: line), sink)
    }

    private mutating func route(
        _ object: RecordedObject, _ sink: (TracerEvent) -> Void
    ) throws(RecordingError) {
        // Recordings from before the format had a version lack the key.
        if let version: Int = try object.number("v"), version != 1 {
            throw object.error("v", expected: "1: another version of swiftlet wrote this")
        }
        let kind = try object.required(
            object.string("event"), "event", expected: "the kind of event")
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

    /// Records that an exec's environment is incomplete.
    mutating func note(_ lack: RecordingNotes.Lack) {
        notes.lacks.insert(lack)
    }
}
