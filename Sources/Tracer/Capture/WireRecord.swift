// Capture: from the records of the ring buffer to whole events.
//
//     record in place ──▶ EventStream ──▶ by event type ──▶ TracerEvent
//     (RingBuffer/)          │
//                            ├─ ENV_VAR, EXEC, EXEC_ENV_CHUNK ─▶ PendingExec ─▶ ExecEvent
//                            │                      EnvVarCollector │ BlockCollector
//                            ├─ CGROUP ─▶ the path that execs in it name
//                            ├─ EXIT ─▶ ExitEvent
//                            ├─ FORK ─▶ ForkEvent
//                            └─ TCP_CONNECT, TCP_CLOSE ─▶ TCPEvent
//
// The layouts are those of bpf/process_tracer.h, which Swift imports as the module TracerWire; no
// offset is written down here. Nothing in this folder makes a system call, so that every order of
// records and every loss can be played through in a test. Formatting is next door, in ../Output.

internal import TracerWire

/// Why a record could not be read: the tracer's two halves disagree.
public enum WireError: Error, Equatable, Sendable {
    /// The record is shorter than the structure that its type announces.
    case truncated(type: UInt32, needed: Int, available: Int)
    /// The header's size and the record's differ.
    case badSize(type: UInt32, stated: Int, found: Int)
    /// No such event type.
    case unknownType(UInt32)
    /// A length inside the record points beyond its end.
    case badLength(type: UInt32, length: Int, available: Int)
    /// A variable's index is beyond what any stream has.
    case badIndex(type: UInt32, index: Int, limit: Int)
    /// An exec claims more bytes of strings than the kernel allows.
    case tooLarge(bytes: UInt64, limit: UInt64)
}

extension WireError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let type, let needed, let available):
            "event \(type): \(available) bytes, expected at least \(needed)"
        case .badSize(let type, let stated, let found):
            "event \(type): header says \(stated) bytes, the record has \(found)"
        case .unknownType(let type): "event \(type): no such type"
        case .badLength(let type, let length, let available):
            "event \(type): \(length) bytes of data, \(available) are there"
        case .badIndex(let type, let index, let limit):
            "event \(type): variable \(index), or too many of them; the limit is \(limit)"
        case .tooLarge(let bytes, let limit):
            "exec: \(bytes) bytes of strings, more than \(limit)"
        }
    }
}

/// One record as it lies in the ring buffer.
struct WireRecord: ~Escapable {
    let bytes: RawSpan
    let header: event_header

    /// - Throws: `WireError.truncated`, `.badSize`.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) throws(WireError) {
        self.bytes = bytes
        header = try Self.load(event_header.self, from: bytes, type: 0)
        guard Int(header.size) == bytes.byteCount else {
            throw .badSize(type: header.type, stated: Int(header.size), found: bytes.byteCount)
        }
    }

    /// The structure at the start of the record.
    ///
    /// - Throws: `WireError.truncated`.
    func load<T: BitwiseCopyable>(_ type: T.Type) throws(WireError) -> T {
        try Self.load(type, from: bytes, type: header.type)
    }

    /// `count` bytes that follow the structure `T`, from `offset` after it.
    ///
    /// - Throws: `WireError.badLength`.
    @_lifetime(copy self)
    func data<T>(after type: T.Type, offset: Int = 0, count: Int) throws(WireError) -> RawSpan {
        let start = MemoryLayout<T>.size + offset
        guard count >= 0, offset >= 0, start <= bytes.byteCount, count <= bytes.byteCount - start
        else {
            throw .badLength(
                type: header.type, length: count, available: max(0, bytes.byteCount - start))
        }
        return bytes.extracting(start..<start + count)
    }

    private static func load<T: BitwiseCopyable>(
        _ type: T.Type, from bytes: RawSpan, type number: UInt32
    ) throws(WireError) -> T {
        guard bytes.byteCount >= MemoryLayout<T>.size else {
            throw .truncated(
                type: number, needed: MemoryLayout<T>.size, available: bytes.byteCount)
        }
        // SAFETY: the guard above: the structure, a plain one of C, is within the span.
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 0, as: T.self)
    }
}

extension Array<UInt8> {
    /// Adds a copy of the span's bytes.
    mutating func append(copying span: RawSpan) {
        unsafe span.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }

    /// A copy of the span's bytes.
    init(copying span: RawSpan) {
        self = unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
    }
}
