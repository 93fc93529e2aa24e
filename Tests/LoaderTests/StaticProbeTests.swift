import CommandRun
import ELFLoader
import FixtureCompiler
import Foundation
import KernelOracle
import ProbedFunctions
import SwiftletELF
import SwiftletObject
import Testing

@testable import ELFLoader
@testable import SwiftletKernel

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
        #expect(eventually { swiftlet_pass_counted() == 0 })
    }

    /// The map has four entries, and each of these links takes two while it lives.
    @Test func specificationsAreGivenBack() throws {
        let watched = try Watched("hooks_usdt", "on_places")
        for _ in 0..<5 {
            let links = [try watched.program.attach(), try watched.program.attach()]
            #expect(try watched.growth { swiftlet_pass_here(1) } == 2)
            let error = #expect(throws: LoadError.self) { try watched.program.attach() }
            #expect("\(try #require(error))".contains("all 4 entries of the object's __bpf_usdt_specs are taken"))
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
        let numbers = try watched.object.maps["__bpf_usdt_ip_to_spec_id"]
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
        let object = try spec.load()
        let watched = Watched(spec: spec, object: object, program: try object.programs["on_places"])
        let link = try watched.program.attach()
        #expect(try watched.growth { swiftlet_pass_there(-88) } == 1)
        #expect(Int64(bitPattern: try watched.value("a0")) == -88)
        withExtendedLifetime(link) {}
        // An argument of a kind that this layout hasn't is an error when it is read, and only then.
        let arguments = Watched(spec: spec, object: object, program: try object.programs["on_arguments"])
        let other = try arguments.program.attach()
        #expect(try arguments.growth { swiftlet_pass_arguments(-5, -6) } == 1)
        #expect(Int64(bitPattern: try arguments.value("a0")) == -5)
        #expect(try arguments.value("argument_count") == 7)
        #expect(try arguments.value("unreadable") == 1 << 6)
        withExtendedLifetime(other) {}
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
        ("", []), ("8f@%rax", [(1, 0, 80, 8, false)]), ("4f@-8(%rbp)", [(2, -8, 32, 4, false)]),
        ("-4@glob(%rip)", [(2, 0, 128, 4, true)]), ("8@glob+16(%rip)", [(2, 16, 128, 8, false)]),
        ("8@16+glob(%rip)", [(2, 16, 128, 8, false)]), ("8@glob-8", [(2, -8, 128, 8, false)]),
        ("8@8(%rip)", [(2, 8, 128, 8, false)]),
    ] as [(String, [(UInt8, Int64, UInt16, UInt8, Bool)])])
    func argumentsInAssemblerNotation(text: String, expected: [(UInt8, Int64, UInt16, UInt8, Bool)]) {
        #if arch(x86_64)
            let arguments = StaticProbeArgument.parse(text)
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
        "3@%rdi", "8@%xmm0", "8f@%xmm0", "16@%rdi", "8@foo(%rip", "8", "@%rdi", "8@", "f@%rdi", "8ff@%rdi",
        "8@(%rax,%rbx,3)", "8@(%rax,%rbx,1,1)", "8@foo@GOTPCREL(%rip)", "8@foo(%rax)", "8@foo+bar(%rip)",
        "99999999999999999999@%rdi", "8@$99999999999999999999", "8@$foo", "8@foo+99999999999999999999(%rip)",
        "8@9223372036854775807+foo+1(%rip)",
    ])
    func otherNotation(text: String) {
        let arguments = StaticProbeArgument.parse("8@%rax " + text)
        #expect(arguments.map { $0.kind } == [.register, .unreadable])
    }

    /// Variables of the program, and what can't be read: the others can all the same.
    @Test func variablesAndVectorRegisters() throws {
        let watched = try Watched("hooks_usdt", "on_variables")
        let link = try watched.program.attach()
        #expect(try watched.growth { swiftlet_pass_variables(2.5, 77) } == 1)
        #expect(Int64(bitPattern: try watched.value("a0")) == Int64(SWIFTLET_PROBE_VARIABLE))
        #expect(Int64(bitPattern: try watched.value("a1")) == Int64(SWIFTLET_PROBE_SECOND_ELEMENT))
        #expect(Double(bitPattern: try watched.value("a2")) == 2.5)
        #expect(try watched.value("a3") == 0)
        #expect(try watched.value("a4") == 0)
        #expect(try watched.value("a5") == 77)
        #expect(try watched.value("unreadable") == 0b11000)
        withExtendedLifetime(link) {}
    }

    /// A program that reads none of them attaches as well, whatever there is.
    @Test(arguments: [["-pie", "-fPIE"], ["-no-pie"]])
    func variablesOfAProgramElsewhere(_ flags: [String]) throws {
        let source = """
            #include <unistd.h>
            int glob = -12345;
            static const double constant = 1.5;
            #define NOTE(place, text) "990: nop\\n.pushsection .note.stapsdt,\\"?\\",\\"note\\"\\n.balign 4\\n" \
                ".4byte 992f-991f,994f-993f,3\\n991: .asciz \\"stapsdt\\"\\n992: .balign 4\\n" \
                "993: .8byte 990b\\n.8byte 0\\n.8byte 0\\n.asciz \\"zz\\"\\n.asciz \\"" place "\\"\\n" \
                ".asciz \\"" text "\\"\\n994: .balign 4\\n.popsection\\n"
            int main(void) {
                char byte;
                write(1, "ready\\n", 6);
                while (read(0, &byte, 1) == 1) {
                    __asm__ volatile(NOTE("small", "-4@glob(%%rip) 8f@.LC7(%%rip)") ::: "memory");
                    write(1, "passed\\n", 7);
                }
                return 0;
            }
            """
        try HostProgram.with(source, flags: flags) { program in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            let input = Pipe()
            let output = Pipe()
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            defer {
                try? input.fileHandleForWriting.close()
                process.waitUntilExit()
            }
            #expect(output.fileHandleForReading.availableData == Data("ready\n".utf8))
            let watched = try Watched("hooks_usdt", "anywhere_at_all") {
                try $0.setVariable("wanted_thread", to: UInt32(process.processIdentifier))
            }
            let link = try watched.program.attach(to: .usdt(path: program, provider: "zz", name: "small"))
            let hits = try watched.growth {
                try input.fileHandleForWriting.write(contentsOf: Data("x".utf8))
                _ = output.fileHandleForReading.availableData
            }
            #expect(hits == 1)
            #expect(Int64(bitPattern: try watched.value("a0")) == -12345)
            #expect(try watched.value("unreadable") == 0b10)
            link.detach()
        }
    }
}
