import ELFLoader
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Variables in an arena's memory (`.addr_space.1`), shared with programs.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ArenaTests {
    @Test func variablesAreWhereProgramsSeeThem() throws {
        let object = try Fixture.load("arena") { try $0.setVariable("first", to: UInt64(39)) }
        let first = try object.variables["first"]
        #expect(try first.load(as: UInt64.self) == 39)
        try first.store(UInt64(40))
        let program = try object.programs["add"]
        let result = try Kernel.programTestRun(
            program.descriptor.number, data: [], name: program.name)
        #expect(result.result == 0)
        #expect(try object.variables["sum"].load(as: UInt64.self) == 42)
        #expect(try object.maps["arena"].memory().load(as: UInt64.self) > 0)
    }

    @Test func anArenaThatIsTooSmall() throws {
        let error = #expect(throws: LoadError.self) { try Fixture.load("arena", flags: ["-DTOO_SMALL"]) }
        #expect("\(error!)".contains("map 'arena'"))
        #expect("\(error!)".contains("within 4096"))
    }

    @Test func theSpecHasThem() throws {
        let spec = try Fixture.spec("arena")
        #expect(Set(spec.variables.map { $0.name }) == ["first", "second", "sum"])
        #expect(spec.variables.allSatisfy { spec.maps[$0.map].type == .arena })
    }
}
