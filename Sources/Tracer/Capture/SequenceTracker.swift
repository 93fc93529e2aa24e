/// Detects lost records by the sequence numbers that each CPU assigns.
///
/// A CPU's records mostly come in order. Where the kernel preempts BPF programs, two records may swap places
/// or even share a number. The late record closes the gap it left; a duplicate number closes none.
struct SequenceTracker {
    private struct CPU {
        /// The next expected number. The counters start at 0 with the tracer, so that the very first record
        /// may be missing.
        var next: UInt64 = 0
        /// Which of the 64 numbers before `next` have arrived: bit n is next - 1 - n.
        var arrived: UInt64 = 0
        /// How many numbers were skipped and have not arrived since.
        var gaps: UInt64 = 0
    }

    private var cpus: [CPU] = []
    /// How many numbers were skipped and have not arrived since, over all CPUs.
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
            // A jump of more than 63 shifts every bit out.
            cpus[index].arrived = (cpus[index].arrived << passed) << 1 | 1
            cpus[index].next = sequence &+ 1
        } else {
            // For an older number it is unknown whether it arrived before. Treat it as new, since a program
            // may be preempted for a long time.
            let bit: UInt64 = 1 << (next - 1 - sequence)
            guard cpus[index].arrived & bit == 0, cpus[index].gaps > 0 else { return }
            cpus[index].arrived |= bit
            cpus[index].gaps -= 1
            gaps -= 1
        }
    }
}
