import BPFObject
import ELFLoader
import ELFObject
import Foundation
import KernelOracle
import ProbedFunctions
import Testing

@testable import BPFKernel
@testable import ELFLoader

/// Static probes of this very program (Tests/ProbedFunctions).
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct StaticProbeTests {
    @Test func argumentsOfAllKinds() throws {
        let watched = try Watched("hooks_usdt", "on_arguments")
        let link = try watched.program.attach(AttachOptions(cookie: 4711))
        #expect(try watched.growth { swiftlet_pass_arguments(-5, -6) } == 1)
        #expect(try watched.value("last_cookie") == 4711)
        let expected: [Int64] = [
            -5, -6, Int64(SWIFTLET_PROBE_CONSTANT), Int64(SWIFTLET_PROBE_SHORT),
            Int64(SWIFTLET_PROBE_BYTE), Int64(SWIFTLET_PROBE_ON_STACK), Int64(SWIFTLET_PROBE_INDEXED),
        ]
        #expect(try watched.value("argument_count") == UInt64(expected.count))
        for (number, value) in expected.enumerated() {
            #expect(Int64(bitPattern: try watched.value("a\(number)")) == value, "argument \(number)")
        }
        link.detach()
        #expect(try watched.isStill { swiftlet_pass_arguments(1, 2) })
    }

    /// Each place has a specification of its own.
    @Test func aProbeOfTwoPlaces() throws {
        let watched = try Watched("hooks_usdt", "on_places")
        let link = try watched.program.attach()
        #expect(try watched.growth { swiftlet_pass_here(-77) } == 1)
        #expect(Int64(bitPattern: try watched.value("a0")) == -77)
        #expect(try watched.growth { swiftlet_pass_there(88) } == 1)
        #expect(try watched.value("a0") == 88)
        withExtendedLifetime(link) {}
    }

    @Test func aSemaphoreIsRaisedWhileSomebodyReads() throws {
        let watched = try Watched("hooks_usdt", "on_counted")
        #expect(swiftlet_pass_counted() == 0)
        let link = try watched.program.attach()
        var readers: Int32 = 0
        var runs = try watched.growth { readers = swiftlet_pass_counted() }
        #expect(readers == 1)
        #expect(runs == 1)
        let second = try watched.program.attach()
        runs = try watched.growth { readers = swiftlet_pass_counted() }
        // The kernel counts a place, not who looks at it.
        #expect(readers == 1)
        #expect(runs == 2)
        link.detach()
        #expect(swiftlet_pass_counted() == 1)
        second.detach()
        #expect(Watched.becomes { swiftlet_pass_counted() == 0 })
    }

    /// The map has four entries, and each of these links takes two while it lives.
    @Test func specificationsAreGivenBack() throws {
        let watched = try Watched("hooks_usdt", "on_places")
        for _ in 0..<5 {
            let links = [try watched.program.attach(), try watched.program.attach()]
            #expect(try watched.growth { swiftlet_pass_here(1) } == 2)
            let error = #expect(throws: LoadError.self) { try watched.program.attach() }
            #expect("\(try #require(error))".contains("all 4 entries are taken"))
            for link in links { link.detach() }
        }
    }

    /// As before Linux 6.6 (a uprobe at each place) and before 5.15 (numbers by address).
    @Test(arguments: [true, false])
    func withoutLinksOfManyPlaces(hasCookies: Bool) throws {
        let watched = try Watched("hooks_usdt", "anywhere") {
            let position = try $0.program(named: "anywhere")
            $0.programs[position].kind?.hook = .none
            try $0.setVariable("has_cookies", to: UInt8(hasCookies ? 1 : 0))
        }
        let link = try watched.program.attachStaticProbe(
            "/proc/self/exe", "swiftlet", "places", AttachOptions(process: getpid()),
            hasCookies: hasCookies)
        let numbers = try watched.object.map("__bpf_usdt_ip_to_spec_id")
        #expect(try (numbers.firstKey() == nil) == hasCookies)
        #expect(try watched.growth { swiftlet_pass_here(-77) } == 1)
        #expect(Int64(bitPattern: try watched.value("a0")) == -77)
        #expect(try watched.growth { swiftlet_pass_there(88) } == 1)
        #expect(try watched.value("a0") == 88)
        link.detach()
        #expect(try watched.isStill { swiftlet_pass_there(88) })
        #expect(try numbers.firstKey() == nil)
    }

    @Test func theLayoutBeforeIndexedArguments() throws {
        var spec = try Fixture.spec("hooks_usdt", flags: ["-DUSDT_WITHOUT_INDEX"])
        for other in spec.programs { try spec.setLoaded(other.name, ["on_places", "on_arguments"].contains(other.name)) }
        try spec.setVariable("wanted_thread", to: try Watched.thread())
        let object = try BPFObject.load(spec)
        let watched = Watched(spec: spec, object: object, program: try object.program("on_places"))
        let link = try watched.program.attach()
        #expect(try watched.growth { swiftlet_pass_there(-88) } == 1)
        #expect(Int64(bitPattern: try watched.value("a0")) == -88)
        withExtendedLifetime(link) {}
        let error = #expect(throws: LoadError.self) { try object.program("on_arguments").attach() }
        #expect("\(try #require(error))".contains("of a kind that its usdt.bpf.h didn't know"))
    }

    @Test func whatIsNotThereIsNamed() throws {
        let nothing = try Watched("hooks_usdt", "on_nothing")
        let error = #expect(throws: LoadError.self) { try nothing.program.attach() }
        #expect(
            "\(try #require(error))".contains("probe 'swiftlet:no_such_probe': the file has no such probe"))
        let without = try Watched("hooks_user", "anywhere")
        let other = #expect(throws: LoadError.self) {
            try without.program.attach(
                to: .usdt(path: "/proc/self/exe", provider: "swiftlet", name: "places"))
        }
        #expect("\(try #require(other))".contains("__bpf_usdt_specs"))
    }

    @Test(arguments: [
        ("8@%rdi", [(1, 0, 112, 8, false)]), ("-4@%r10d -1@%sil", [(1, 0, 56, 4, true), (1, 0, 104, 1, true)]),
        ("4@$71", [(0, 71, 0, 4, false)]), ("-8@$-1", [(0, -1, 0, 8, true)]),
        ("-4@-1204(%rbp) 8@(%rsp)", [(2, -1204, 32, 4, true), (2, 0, 152, 8, false)]),
        ("", []),
    ] as [(String, [(UInt8, Int64, UInt16, UInt8, Bool)])])
    func argumentsInAssemblerNotation(text: String, expected: [(UInt8, Int64, UInt16, UInt8, Bool)]) {
        #if arch(x86_64)
            let (arguments, failed) = StaticProbeArgument.parse(text)
            #expect(failed == nil)
            #expect(arguments.count == expected.count)
            for (found, wanted) in zip(arguments, expected) {
                #expect(found.kind.rawValue == wanted.0)
                #expect(found.value == wanted.1)
                #expect(found.register == wanted.2)
                #expect(found.size == wanted.3)
                #expect(found.isSigned == wanted.4)
            }
        #endif
    }

    @Test(arguments: [
        "3@%rdi", "8@%xmm0", "8@foo(%rip", "8", "@%rdi", "8@", "8@(%rax,%rbx,3)", "8@(%rax,%rbx,1,1)",
        "8@name+4(%rip)", "99999999999999999999@%rdi", "8@$99999999999999999999",
    ])
    func otherNotation(text: String) {
        #expect(StaticProbeArgument.parse(text).failed == text)
    }
}
