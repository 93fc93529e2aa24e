/// Notices records that never arrived, by the numbers that each CPU gives its own.
///
/// A CPU's records mostly come in order. Where the kernel preempts the programs, two of them may
/// change places: the gap that the first one leaves is closed again by the second.
struct SequenceTracker {
    /// The number that is to come next, by CPU; nil before the first.
    private var next: [UInt64?] = []
    /// How many numbers have been passed over and have not come since.
    private(set) var gaps: UInt64 = 0

    mutating func note(cpu: UInt32, sequence: UInt64) {
        let cpu = Int(cpu)
        // No kernel has more (CONFIG_NR_CPUS is at most 8192).
        guard cpu < 1 << 14 else { return }
        while next.count <= cpu { next.append(nil) }
        // The counters begin at 0 with the tracer, so that the first record may already be missing.
        let expected = next[cpu] ?? 0
        if sequence >= expected {
            gaps &+= sequence - expected
            next[cpu] = sequence &+ 1
        } else if gaps > 0 {
            gaps -= 1
        }
    }
}
