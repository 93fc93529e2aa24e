import ELFLoader
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// What is said when an object can't be loaded.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct RejectionTests {
    /// The log of a program of loader_rejected.bpf.c that the verifier must not take.
    private func log(of program: String) throws -> VerifierLog {
        let error = #expect(throws: LoadError.self) {
            try Fixture.load("loader_rejected") { try $0.setLoaded(program, true) }
        }
        guard case .kernel(.rejected(let name, let errno, let log)) = error else {
            Issue.record("\(String(describing: error))")
            return VerifierLog("")
        }
        #expect(name == program)
        #expect(errno == .accessDenied)
        return log
    }

    @Test func theSummaryNamesReasonInstructionAndSource() throws {
        let log = try log(of: "unchecked")
        #expect(log.text.contains("invalid mem access 'map_value_or_null'"))
        let lines = log.summary.split(separator: "\n")
        #expect(lines.first?.contains("invalid mem access 'map_value_or_null'") == true)
        #expect(lines.contains { $0.contains("at instruction") && $0.contains("*(u64 *)(r0 +0)") })
        #expect(
            lines.contains {
                $0.contains("return *value;") && $0.contains("loader_rejected.bpf.c:")
            })
        #expect(lines.count == 4)
    }

    @Test func aLongLogIsKeptWhole() throws {
        let log = try log(of: "unchecked_at_length")
        #expect(log.text.utf8.count > 1 << 16)
        #expect(log.text.contains("0: R1=ctx"))
        #expect(log.text.contains("invalid mem access 'map_value_or_null'"))
        #expect(log.text.contains("processed "))
        let numbers = log.text.split(separator: "\n").filter { $0.contains(": (b7) r1 = 7") }
        #expect(numbers.count >= 4000)
        #expect(log.summary.split(separator: "\n").count == 4)
        #expect(log.summary.contains("more lines"))
    }

    @Test func aMisspeltSectionGetsTheNearest() throws {
        let error = #expect(throws: LoadError.self) {
            try Fixture.load("loader_rejected", flags: ["-DMISSPELT"])
        }
        guard case .unknownSection(let program, let section, let nearest) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(program == "misspelt")
        #expect(section == "raw_tracepiont/sys_enter")
        #expect(nearest == "raw_tracepoint")
        #expect("\(error!)".hasSuffix("did you mean 'raw_tracepoint'?"))
    }

    @Test func aMissingNameGetsTheNearest() throws {
        let object = try Fixture.load("loader_rejected")
        for (name, nearest) in [("acepted", "accepted"), ("unchecked", nil)] as [(String, String?)]
        {
            let error = #expect(throws: LoadError.self) { try object.programs[name] }
            guard case .notFound("program", name, let found) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(found == nearest)
        }
        let error = #expect(throws: LoadError.self) { try object.maps["coutns"] }
        #expect("\(error!)" == "no map called 'coutns' was loaded; did you mean 'counts'?")
    }

    @Test func theOtherByteOrderIsRefused() throws {
        let error = #expect(throws: LoadError.self) {
            try Fixture.spec("loader_calls", target: .other).load()
        }
        guard case .byteOrder("loader_calls") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func externsAreNamed() throws {
        let error = #expect(throws: LoadError.self) { try Fixture.load("subprograms") }
        guard case .option("kernel_version", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aMapThatTheKernelRefusesIsNamed() throws {
        let error = #expect(throws: LoadError.self) {
            try Fixture.load("loader_rejected") { spec in
                spec.maps[try spec.map(named: "counts")].flags = 1 << 30
            }
        }
        let message = "\(try #require(error))"
        #expect(message.hasPrefix("map 'counts': BPF_MAP_CREATE: EINVAL (invalid argument): type "))
        #expect(message.contains("map_flags 0x40000000"))
    }

    /// Of two programs one needs what this loader doesn't make: the other one loads.
    @Test func aTableOfJumps() throws {
        let object = try Fixture.load("loader_jump_table") { try $0.setLoaded("jumps", false) }
        #expect(object.programs.map(\.name) == ["plain"])
        let error = #expect(throws: LoadError.self) { try Fixture.load("loader_jump_table") }
        #expect("\(try #require(error))".contains("program 'jumps': jumps through the table"))
    }
}
