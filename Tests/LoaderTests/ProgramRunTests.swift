import ELFLoader
import FixtureCompiler
import KernelOracle
import SwiftletBytes
import SwiftletKernel
import Testing

/// Programs of the fixtures, loaded and run: each returns 0, or the line of what was wrong.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ProgramRunTests {
    @Test func callsBetweenFunctions() throws {
        let object = try Fixture.load("loader_calls")
        for program in ["direct", "in_other_order", "by_address"] {
            #expect(try object.run(program) == 0, "line of loader_calls.bpf.c, in \(program)")
        }
    }

    @Test func mapsOfEveryShape() throws {
        let object = try Fixture.load("loader_maps")
        #expect(try object.run("use_maps") == 0, "line of loader_maps.bpf.c")
        #expect(try object.run("use_inner") == 0, "line of loader_maps.bpf.c")
    }

    @Test func tailCallsReachWhatValuesName() throws {
        let object = try Fixture.load("loader_maps")
        #expect(try object.run("tail_first") == 1001)
        #expect(try object.run("tail_second") == 1002)
        #expect(try object.run("tail_empty") == 1)
    }
}
