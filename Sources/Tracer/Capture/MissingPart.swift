internal import TracerWire

/// A range of an exec's strings that did not arrive, and why.
public struct MissingPart: Sendable, Equatable {
    public enum Part: Sendable, Equatable { case arguments, environment, filename }
    public enum Unit: Sendable, Equatable {
        /// `offset` and `count` are in bytes, including each string's NUL (block path).
        case bytes
        /// `offset` is an index, `count` a number of strings (stream path).
        case strings
    }

    public var part: Part
    public var unit: Unit
    public var offset: Int
    /// The length of the range; nil if unknown.
    public var count: Int?
    public var cause: MissingCause

    public init(part: Part, unit: Unit, offset: Int, count: Int?, cause: MissingCause) {
        self.part = part
        self.unit = unit
        self.offset = offset
        self.count = count
        self.cause = cause
    }

    /// Whether this part was sent, or should have been, and did not arrive.
    var isLost: Bool { cause == .ringFull || cause == .record || cause == .tailCall }
}

/// Why a part of an exec is missing (`enum missing_cause` in process_tracer.h).
public enum MissingCause: Sendable, Equatable {
    /// The ring buffer had no room.
    case ringFull
    /// `env_stream_state_map` had no room.
    case stateMapFull
    /// argv[i] or envp[i] itself could not be read.
    case pointerFault
    /// The string could not be read: its page was not resident.
    case stringFault
    /// The tail call to the next program failed.
    case tailCall
    /// Beyond the limit of the path.
    case limit
    /// Longer than the stream path's 512 bytes; the beginning is present.
    case truncated
    /// The system call entry was not seen.
    case notStreamed
    /// Another thread changed the strings during the exec; or strings were lost and the process has since
    /// changed the ones that arrived.
    case changed
    /// A record that should have come never did.
    case record

    /// The name used in the JSON output.
    public var name: StaticString {
        switch self {
        case .ringFull: "ring_full"
        case .stateMapFull: "state_map_full"
        case .pointerFault: "pointer_fault"
        case .stringFault: "string_fault"
        case .tailCall: "tail_call"
        case .limit: "limit"
        case .truncated: "truncated"
        case .notStreamed: "not_streamed"
        case .changed: "changed"
        case .record: "record"
        }
    }

    /// The cause in a record; nil if the record has no cause.
    init?(wire: UInt32) {
        switch missing_cause(rawValue: wire) {
        case MISSING_NOTHING: return nil
        case MISSING_RING_FULL: self = .ringFull
        case MISSING_STATE_MAP_FULL: self = .stateMapFull
        case MISSING_POINTER_FAULT: self = .pointerFault
        case MISSING_STRING_FAULT: self = .stringFault
        case MISSING_TAIL_CALL: self = .tailCall
        case MISSING_LIMIT: self = .limit
        case MISSING_TRUNCATED: self = .truncated
        case MISSING_NOT_STREAMED: self = .notStreamed
        case MISSING_CHANGED: self = .changed
        default: self = .record
        }
    }
}
