// Capture: from ring buffer records to complete events.
//
//     record in place ──▶ EventStream ──▶ by event type ──▶ TracerEvent
//     (RingBuffer/)          │
//                            ├─ ENV_VAR, EXEC, EXEC_ENV_CHUNK ─▶ PendingExec ─▶ ExecEvent
//                            │                      EnvVarCollector │ BlockCollector
//                            ├─ CGROUP ─▶ the cgroup path of execs
//                            ├─ EXIT ─▶ ExitEvent
//                            ├─ FORK ─▶ ForkEvent
//                            └─ TCP_CONNECT, TCP_CLOSE ─▶ TCPEvent
//
// bpf/process_tracer.h defines the layouts, and Swift imports it as the module TracerWire; this folder
// contains no offsets. Nothing in this folder makes a system call, so that a test can play through every
// order of records and every loss. ../Output formats the events.

internal import TracerWire

/// Why a record could not be read: the BPF programs and user space disagree.
public enum WireError: Error, Equatable, Sendable {
    /// The record is shorter than its type's structure.
    case truncated(type: UInt32, needed: Int, available: Int)
    /// The size in the header differs from that of the record.
    case badSize(type: UInt32, stated: Int, found: Int)
    /// Unknown event type.
    case unknownType(UInt32)
    /// A length inside the record points beyond its end.
    case badLength(type: UInt32, length: Int, available: Int)
    /// A variable's index exceeds what any stream has.
    case badIndex(type: UInt32, index: Int, limit: Int)
    /// An exec claims more string bytes than the kernel allows.
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

/// One record in place in the ring buffer.
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

    /// `count` bytes at `offset` after the structure `T`.
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
        // SAFETY: the guard above ensures that the structure, a plain C struct, is within the span.
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
