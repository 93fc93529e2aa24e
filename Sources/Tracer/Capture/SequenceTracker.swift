/// Notices records that never arrived, by the numbers that each CPU gives its own.
///
/// A CPU's records mostly come in order. Where the kernel preempts the programs, two of them may
/// change places, or even take the same number: the gap that the first one leaves is closed again by
/// the second, and a number that comes twice closes none.
struct SequenceTracker {
    private struct CPU {
        /// The number that is to come next. The counters begin at 0 with the tracer, so that the
        /// first record may already be missing.
        var next: UInt64 = 0
        /// Which of the 64 numbers before `next` have come: bit n stands for next - 1 - n.
        var arrived: UInt64 = 0
        /// How many numbers have been passed over and have not come since.
        var gaps: UInt64 = 0
    }

    private var cpus: [CPU] = []
    /// How many numbers have been passed over and have not come since, over all CPUs.
    private(set) var gaps: UInt64 = 0

    mutating func note(cpu: UInt32, sequence: UInt64) {
        let index = Int(cpu)
        // No kernel has more (CONFIG_NR_CPUS is at most 8192).
        guard index < 1 << 14 else { return }
        while cpus.count <= index { cpus.append(CPU()) }
        let next = cpus[index].next
        if sequence >= next {
            let passed = sequence - next
            gaps &+= passed
            cpus[index].gaps &+= passed
            // More than 63 shift everything out.
            cpus[index].arrived = (cpus[index].arrived << passed) << 1 | 1
            cpus[index].next = sequence &+ 1
        } else {
            // Of a number that is later than that nobody knows whether it has come before: it is taken
            // for one that hasn't, as a program may be preempted for long.
            let bit: UInt64 = 1 << (next - 1 - sequence)
            guard cpus[index].arrived & bit == 0, cpus[index].gaps > 0 else { return }
            cpus[index].arrived |= bit
            cpus[index].gaps -= 1
            gaps -= 1
        }
    }
}
