import KernelOracle
import SwiftletKernel
import Testing

/// What a rejection costs: how often the verifier runs, and how much of its log is kept.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LongLogTests {
    /// Many instructions, and a load from a number.
    private func rejected(_ count: Int) -> ProgramLoading {
        // r1 = 7, again and again; r0 = *(u64 *)(r1 + 0); exit
        let instructions = [UInt64](repeating: 7 << 32 | 0x1b7, count: count) + [0x1079, 0x95]
        return ProgramLoading(name: "rejected", type: 1, instructions: instructions, license: "GPL")
    }

    private func attempts(_ program: ProgramLoading) throws -> (attempts: Int, log: VerifierLog) {
        var report = ProgramLoadReport()
        let error = #expect(throws: KernelError.self) { _ = try Kernel.programLoad(program, &report) }
        guard case .rejected("rejected", .accessDenied, let log) = error else {
            Issue.record("\(String(describing: error))")
            return (report.attempts, VerifierLog(""))
        }
        return (report.attempts, log)
    }

    @Test func theEndOfALongLogIsKept() throws {
        let release = try Kernel.release().release.split { !$0.isNumber }.compactMap { Int($0) }
        guard (release[0], release[1]) >= (6, 4) else {
            print("LEFT OUT: kernels before 6.4 keep the beginning of a log")
            return
        }
        let (attempts, log) = try attempts(rejected(100_000))
        #expect(attempts == 2)
        #expect(log.text.utf8.count <= 1 << 20)
        #expect(log.omittedBytes > 1 << 20)
        #expect(log.summary.contains("R1 invalid mem access 'scalar'"), "\(log.summary)")
        #expect(log.summary.contains("at instruction 100000: "))
        #expect(log.summary.contains("\(log.omittedBytes) bytes before them"))
    }

    @Test func aShortLogIsWhole() throws {
        let (attempts, log) = try attempts(rejected(10))
        #expect(attempts == 2)
        #expect(log.omittedBytes == 0)
        #expect(log.text.hasPrefix("0: "))
        #expect(!log.summary.contains("before them"))
    }

    /// As long as it is, if it was asked for.
    @Test func aLogThatWasAskedForIsWhole() throws {
        var program = rejected(100_000)
        program.logLevel = [.path]
        let (attempts, log) = try attempts(program)
        #expect(attempts == 2)
        #expect(log.omittedBytes == 0)
        #expect(log.text.contains("\n0: (b7) r1 = 7") || log.text.hasPrefix("0: "))
        #expect(log.text.contains("R1 invalid mem access 'scalar'"))
    }
}
