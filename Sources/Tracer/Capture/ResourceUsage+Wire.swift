internal import TracerWire

extension ResourceUsage {
    /// What an EXIT record says.
    ///
    /// User and system time are told as wait4(2) tells them (`cputime_adjust`, kernel/sched/cputime.c): most
    /// kernels only sample at a tick which of the two it is, and measure both together.
    init(_ exit: event_exit, pageSize: UInt64) {
        let (bytes, overflow) = exit.max_resident.multipliedReportingOverflow(by: pageSize)
        let run = exit.run_time_ns
        let system = Self.share(exit.system_time_ns, of: run, other: exit.user_time_ns)
        self.init(
            maxResident: overflow ? .max : bytes, userTime: run &- system, systemTime: system)
    }

    /// `run * part / (part + other)`, at most `run`.
    private static func share(_ part: UInt64, of run: UInt64, other: UInt64) -> UInt64 {
        guard part > 0 else { return 0 }
        var part = part
        var (whole, overflow) = part.addingReportingOverflow(other)
        guard other > 0, !overflow else { return run }
        // So that nothing below exceeds 64 bits. What is lost is a share of one in 2^31.
        while whole > UInt64(UInt32.max) {
            whole >>= 1
            part >>= 1
        }
        return run / whole * part + run % whole * part / whole
    }
}
