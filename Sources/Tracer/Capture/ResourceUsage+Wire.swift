internal import TracerWire

extension ResourceUsage {
    /// Reads the usage in an EXIT record.
    ///
    /// User and system time are scaled as in wait4(2) (`cputime_adjust`, kernel/sched/cputime.c): most
    /// kernels only sample at a tick which of the two is running, and measure their sum.
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
        // Keep the product below within 64 bits. The loss of precision is one part in 2^31.
        while whole > UInt64(UInt32.max) {
            whole >>= 1
            part >>= 1
        }
        return run / whole * part + run % whole * part / whole
    }
}
