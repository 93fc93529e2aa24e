import FixtureCompiler
import SwiftletBytes
import SwiftletELF
import SwiftletObject
import Testing

/// What the files of odd_objects.bpf.c say, and what a file says that is damaged in one place.
struct OddObjectSpecTests {
    @Test(arguments: FixtureCompiler.Target.allCases)
    func pointersInDataAreNamed(target: FixtureCompiler.Target) throws {
        var spec = try ObjectFixture.spec("odd_objects", target: target, flags: ["-DPOINTERS"])
        let found = spec.warnings.map { warning in
            switch warning {
            case .pointers(let variable, let section, let offset, let count, _):
                "\(variable ?? "") of \(section) at \(offset), \(count)"
            }
        }
        #expect(
            Set(found) == [
                "pointer of .data at 0, 1", "texts of .data at 0, 2", "pair of .data at 8, 1",
                "constants of .rodata at 0, 2",
            ])
        #expect(spec.currentWarnings == spec.warnings)
        try spec.setCreated(".data", false)
        #expect(spec.currentWarnings.count == 1)
    }

    @Test(arguments: ["loader_data", "loader_maps", "struct_ops", "loader_calls"])
    func nothingToWarnOf(fixture: String) throws {
        #expect(try ObjectFixture.spec(fixture).warnings.isEmpty)
    }

    @Test func oneFunctionTwoNames() throws {
        let spec = try ObjectFixture.spec("odd_objects", flags: ["-DALIAS"])
        #expect(spec.functions.map { [$0.name] + $0.aliases } == [["called", "called_too"], ["named", "named_too"], ["caller"]])
    }

    /// No compiler writes it. Many maps may share one type, so that its members are bounded.
    @Test func aFieldOfAMapGivenTwice() throws {
        var bytes = try FixtureCompiler.compile("loader_maps")
        let (name, other) = (Array("\0numa_node\0".utf8), Array("\0map_flags\0".utf8))
        // In the strings of BTF, and wherever else it is.
        for place in bytes.indices.dropLast(name.count)
        where bytes[place..<place + name.count].elementsEqual(name) {
            bytes.replaceSubrange(place..<place + name.count, with: other)
        }
        let error = #expect(throws: ObjectError.self) {
            try ObjectSpec(parsing: ByteView(bytes), name: "twice")
        }
        #expect("\(error!)".hasSuffix("field 'map_flags': given twice"), "\(error!)")
    }

    @Test func functionsThatOverlapAreNamed() throws {
        let object = try FixtureCompiler.assemble(
            """
            .section socket,"ax"
            .globl outer
            .type outer,@function
            outer: r0 = 0
            .globl inner
            .type inner,@function
            inner: exit
            .size outer, 16
            .size inner, 8
            """)
        let error = #expect(throws: ObjectError.self) {
            try ObjectSpec(parsing: ByteView(object), name: "overlap")
        }
        #expect("\(error!)" == "section 'socket': function 'inner' begins at offset 8, inside function 'outer'")
    }

    /// A call that leads nowhere concerns the function that it is in.
    @Test func aBadCall() throws {
        let object = try FixtureCompiler.assemble(
            """
            .section socket,"ax"
            .globl good
            .type good,@function
            good: r0 = 0
            exit
            .size good, 16
            .globl bad
            .type bad,@function
            bad: call middle
            exit
            .size bad, 16
            .text
            .type callee,@function
            callee: r0 = 0
            middle: exit
            .size callee, 16
            """)
        let spec = try ObjectSpec(parsing: ByteView(object), name: "calls")
        #expect(spec.programs.map { $0.name } == ["good", "bad"])
        let targets = spec.functions.flatMap { $0.relocations }.map { $0.target }
        guard case .invalid(let error)? = targets.first, targets.count == 1 else {
            Issue.record("\(targets)")
            return
        }
        #expect("\(error)".contains("calls instruction 1 of section '.text', where no function begins"))
    }

    /// As many functions as a file of some megabytes has, each the caller of the next.
    @Test func aLongChain() throws {
        let count = 20_000
        var text = ".section socket,\"ax\"\n.globl first\n.type first,@function\nfirst: call f0\nexit\n.size first, 16\n.text\n"
        for index in 0..<count {
            text += ".type f\(index),@function\nf\(index):\n"
            text += index + 1 < count ? "call f\(index + 1)\nexit\n" : "r0 = 0\nexit\n"
            text += ".size f\(index), 16\n"
        }
        let spec = try ObjectSpec(parsing: ByteView(FixtureCompiler.assemble(text)), name: "chain")
        #expect(spec.functions.count == count + 1)
        #expect(spec.functions.reduce(0) { $0 + $1.relocations.count } == count)
    }
}
