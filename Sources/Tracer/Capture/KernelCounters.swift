internal import TracerWire

/// The counters of the BPF programs, summed over all CPUs (`counters_map`, `enum counter`).
public struct KernelCounters: Sendable {
    /// Records by event type (`enum event_type`), including those that did not fit into the ring buffer.
    /// Cgroup paths use index 0, which is no event type (`COUNTER_TYPE`).
    public var sentByType = [UInt64](repeating: 0, count: 8)
    /// Records that did not fit into the ring buffer, by event type.
    public var ringFullByType = [UInt64](repeating: 0, count: 8)
    public var stateMapFull: UInt64 = 0
    public var tracedMapFull: UInt64 = 0
    public var pointerFaults: UInt64 = 0
    public var stringFaults: UInt64 = 0
    public var tailCallsFailed: UInt64 = 0
    public var streamLimit: UInt64 = 0
    public var blockFaults: UInt64 = 0
    /// Execs left out by sampling.
    public var leftOut: UInt64 = 0
    /// Execs that a filter left out.
    public var filtered: UInt64 = 0
    /// TCP connections not reported because too many were open at once.
    public var connectionsFull: UInt64 = 0
    /// Execs whose strings were cut short because the ring buffer was nearly full and had to keep room for
    /// others.
    public var cutShort: UInt64 = 0
    /// Program runs that the kernel skipped (`recursion_misses` of bpf_prog_info) and no other program
    /// replaced.
    public var recursionMisses: UInt64 = 0
    /// Program runs that the kernel skipped and another program replaced.
    public var stoodIn: UInt64 = 0

    public init() {}

    /// - Parameter slots: The slots of `counters_map`; missing slots count as 0.
    public init(slots: [UInt64]) {
        func slot(_ counter: counter) -> UInt64 {
            let index = Int(counter.rawValue)
            return index < slots.count ? slots[index] : 0
        }
        for type in 0..<8 {
            let sent = Int(COUNTER_SENT.rawValue) + type
            let full = Int(COUNTER_RING_FULL.rawValue) + type
            if sent < slots.count { sentByType[type] = slots[sent] }
            if full < slots.count { ringFullByType[type] = slots[full] }
        }
        stateMapFull = slot(COUNTER_STATE_MAP_FULL)
        tracedMapFull = slot(COUNTER_TRACED_MAP_FULL)
        pointerFaults = slot(COUNTER_POINTER_FAULT)
        stringFaults = slot(COUNTER_STRING_FAULT)
        tailCallsFailed = slot(COUNTER_TAIL_CALL_FAILED)
        streamLimit = slot(COUNTER_STREAM_LIMIT)
        blockFaults = slot(COUNTER_BLOCK_FAULT)
        leftOut = slot(COUNTER_LEFT_OUT)
        stoodIn = slot(COUNTER_STOOD_IN)
        filtered = slot(COUNTER_FILTERED)
        connectionsFull = slot(COUNTER_CONNECTIONS_FULL)
        cutShort = slot(COUNTER_CUT_SHORT)
    }

    public var sent: UInt64 { sentByType.reduce(0, &+) }
    public var ringFull: UInt64 { ringFullByType.reduce(0, &+) }
    /// EXEC records that did not fit into the ring buffer.
    public var execsLost: UInt64 { ringFullByType[Int(EVENT_EXEC.rawValue)] }

    /// Whether the kernel side lost nothing.
    ///
    /// Read faults of single strings don't count: a failed exec may have them by nature, and the exec itself
    /// says that it is incomplete.
    public var isClean: Bool {
        ringFull == 0 && stateMapFull == 0 && tracedMapFull == 0 && tailCallsFailed == 0
            && recursionMisses == 0 && connectionsFull == 0 && cutShort == 0
    }
}
