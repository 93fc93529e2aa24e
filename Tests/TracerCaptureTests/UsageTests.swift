import Testing
import TracerWire

@testable import TracerCapture

/// Resources at the exit.
@Suite("Resources")
struct UsageTests {
    private func usage(
        user: UInt64, system: UInt64, run: UInt64, pages: UInt64 = 3, pageSize: UInt64 = 4096
    ) -> ResourceUsage {
        var exit = event_exit()
        exit.max_resident = pages
        exit.user_time_ns = user
        exit.system_time_ns = system
        exit.run_time_ns = run
        return ResourceUsage(exit, pageSize: pageSize)
    }

    @Test("The sampled times give the shares of the time that was measured")
    func shares() {
        #expect(
            usage(user: 3_000, system: 1_000, run: 8_000)
                == ResourceUsage(maxResident: 12288, userTime: 6_000, systemTime: 2_000))
        // Shorter than a tick: taken for user time, as the kernel does.
        #expect(usage(user: 0, system: 0, run: 900).userTime == 900)
        #expect(usage(user: 4_000_000, system: 0, run: 900).userTime == 900)
        #expect(usage(user: 0, system: 4_000_000, run: 900).systemTime == 900)
        #expect(usage(user: 5, system: 5, run: 0).systemTime == 0)
        // A year, on many processors.
        let long = usage(user: 3 << 60, system: 1 << 60, run: 1 << 62)
        #expect(long.systemTime == 1 << 60)
        #expect(long.userTime == 3 << 60)
    }

    @Test("Whatever they are, the shares make up the whole")
    func random() {
        var numbers = SeededNumbers()
        for _ in 0..<5000 {
            func number() -> UInt64 {
                UInt64.random(in: 0...UInt64.max, using: &numbers) >> UInt64(numbers.below(64))
            }
            let (user, system, run) = (number(), number(), number())
            let usage = usage(
                user: user, system: system, run: run, pages: number(), pageSize: number())
            #expect(usage.systemTime <= run)
            #expect(usage.userTime == run - usage.systemTime, "SEED=\(numbers.seed)")
            let (whole, overflow) = user.addingReportingOverflow(system)
            guard !overflow, whole > 0 else { continue }
            let share = Double(run) * (Double(system) / Double(whole))
            #expect(
                abs(Double(usage.systemTime) - share) <= share * 1e-6 + Double(run) * 1e-9 + 1,
                "SEED=\(numbers.seed)")
        }
    }

    @Test("More memory than there can be")
    func tooMuchMemory() {
        #expect(usage(user: 0, system: 0, run: 0, pages: .max).maxResident == .max)
    }

    @Test("It stands in the exit, by the host's page size")
    func exit() throws {
        var options = EventStream.Options()
        options.pageSize = 65536
        var player = StreamPlayer(options: options)
        var record = exitRecord(100)
        var exit = record.withUnsafeBytes { $0.loadUnaligned(as: event_exit.self) }
        exit.max_resident = 2
        exit.run_time_ns = 77
        record = withUnsafeBytes(of: exit) { [UInt8]($0) }
        try player.send(record)
        #expect(
            try #require(player.exits.first).usage
                == ResourceUsage(maxResident: 131072, userTime: 77, systemTime: 0))
    }
}
