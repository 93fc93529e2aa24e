internal import TracerWire

/// What the kernel's half counted, summed over all CPUs (`counters_map`, `enum counter`).
public struct KernelCounters: Sendable {
    /// Records by event type (`enum event_type`), those that found no room included; paths of cgroups
    /// are at 0, which no type has (`COUNTER_TYPE`).
    public var sentByType = [UInt64](repeating: 0, count: 8)
    /// Of these, the ones that found no room.
    public var ringFullByType = [UInt64](repeating: 0, count: 8)
    public var stateMapFull: UInt64 = 0
    public var tracedMapFull: UInt64 = 0
    public var pointerFaults: UInt64 = 0
    public var stringFaults: UInt64 = 0
    public var tailCallsFailed: UInt64 = 0
    public var streamLimit: UInt64 = 0
    public var blockFaults: UInt64 = 0
    /// Execs that were not sent, since only a sample was asked for.
    public var leftOut: UInt64 = 0
    /// Execs that a filter left out.
    public var filtered: UInt64 = 0
    /// TCP connections of which nothing was told, since there were too many at once.
    public var connectionsFull: UInt64 = 0
    /// Execs of which the strings were not sent to their end, since the ring was so full that there had to
    /// be room for others.
    public var cutShort: UInt64 = 0
    /// Program runs that the kernel left out (`recursion_misses` of bpf_prog_info), and that no other
    /// program made up for.
    public var recursionMisses: UInt64 = 0
    /// Program runs that the kernel left out, and that another program made up for.
    public var stoodIn: UInt64 = 0

    public init() {}

    /// - Parameter slots: The slots of `counters_map`; those that are not there count as 0.
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
    /// EXEC records that found no room.
    public var execsLost: UInt64 { ringFullByType[Int(EVENT_EXEC.rawValue)] }

    /// Whether nothing went missing on the kernel's side.
    ///
    /// Faults of single strings aren't in here: a failed exec may have them by nature. The exec that
    /// they belong to says that it is incomplete.
    public var isClean: Bool {
        ringFull == 0 && stateMapFull == 0 && tracedMapFull == 0 && tailCallsFailed == 0
            && recursionMisses == 0 && connectionsFull == 0 && cutShort == 0
    }
}
