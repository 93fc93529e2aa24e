import Foundation
import KernelOracle
import SwiftletBytes
import SwiftletKernel
import SwiftletObject
import Testing

@testable import ELFLoader

/// What programs expect of the kernel, resolved and run. That libbpf gives the same values is in
/// LibbpfTests.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ExternTests {
    private func load(
        only program: String, configuration: String? = nil
    ) throws -> (ObjectSpec, LoadedObject) {
        var spec = try Fixture.spec("loader_externs")
        for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
        return (
            spec, try spec.load(options: LoadOptions(configuration: configuration))
        )
    }

    private func value(_ name: String, _ spec: ObjectSpec, _ object: LoadedObject) throws -> UInt64 {
        let variable = try #require(spec.variables.first { $0.name == name })
        let bytes = try #require(try object.maps[variable.map].lookup(key: [0, 0, 0, 0]))
        return try ByteView(bytes).load(UInt64.self, at: variable.offset, .host)
    }

    private func text(_ name: String, _ spec: ObjectSpec, _ object: LoadedObject) throws -> String {
        let variable = try #require(spec.variables.first { $0.name == name })
        let bytes = try #require(try object.maps[variable.map].lookup(key: [0, 0, 0, 0]))
        return try ByteView(bytes).string(at: variable.offset)
    }

    private func reason(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "it was loaded"
    }

    @Test func optionsOfTheRunningKernel() throws {
        let (spec, object) = try load(only: "options")
        #expect(try object.run("options") == 0)
        let release = try Kernel.release().release.split { !$0.isNumber }.compactMap { UInt64($0) }
        #expect(try value("version", spec, object) == release[0] << 16 | release[1] << 8 | min(release[2], 255))
        #expect(try value("cookie", spec, object) == 1)
        #expect(try value("not_there_yet", spec, object) == 0)
        #expect(try value("not_there", spec, object) == 0)
        #expect(try value("bpf", spec, object) == 1)
        #expect(try value("net", spec, object) == UInt64(UInt8(ascii: "y")))
        #expect([100, 250, 300, 1000].contains(try value("hz", spec, object)))
    }

    @Test func optionsOfOnesOwn() throws {
        let (spec, object) = try load(
            only: "options",
            configuration: """
                # CONFIG_NET is not set
                CONFIG_HZ=0x4d2
                CONFIG_HZ=7
                CONFIG_BPF=m
                CONFIG_BPF_SYSCALL=y
                CONFIG_SWIFTLET_NEGATIVE=-5
                CONFIG_PHYSICAL_START=0xffffffff81000000
                CONFIG_CC_VERSION_TEXT="abcdefghijkl"
                CONFIG_DEFAULT_HOSTNAME=""
                CONFIG_NOBODY_ASKS=?
                """)
        #expect(try object.run("options") == 0)
        #expect(try value("hz", spec, object) == 0x4d2)
        #expect(try value("bpf", spec, object) == 2)
        #expect(try value("start", spec, object) == 0xffff_ffff_8100_0000)
        #expect(try Int64(bitPattern: value("negative", spec, object)) == -5)
        #expect(try text("compiler", spec, object) == "abcdefg")
        #expect(try text("host", spec, object) == "")
        // Not in the text, so from the running kernel.
        #expect(try value("net", spec, object) == UInt64(UInt8(ascii: "y")))
    }

    @Test(arguments: [
        ("CONFIG_BPF_SYSCALL=m", "CONFIG_BPF_SYSCALL"), ("CONFIG_BPF_SYSCALL=2", "CONFIG_BPF_SYSCALL"),
        ("CONFIG_HZ=65536", "out of the range of 2 bytes, unsigned"), ("CONFIG_HZ=-1", "CONFIG_HZ"),
        ("CONFIG_HZ=y", "bool"), ("CONFIG_HZ=\"a\"", "array of char"), ("CONFIG_HZ=1z", "no number"),
        ("CONFIG_SWIFTLET_NEGATIVE=128", "out of the range of 1 bytes, signed"),
        ("CONFIG_CC_VERSION_TEXT=\"a", "closing quote"), ("CONFIG_CC_VERSION_TEXT=3", "integer"),
        ("CONFIG_HZ=", "without a value"), ("CONFIG_HZ", "without a value"),
        ("CONFIG_HZ=99999999999999999999", "no number"),
    ])
    func valuesThatDoNotFitAreNamed(line: String, expected: String) {
        let reason = reason { _ = try load(only: "options", configuration: line) }
        #expect(reason.contains(expected), "\(reason)")
    }

    @Test func addressesOfSymbols() throws {
        let (spec, object) = try load(only: "symbols")
        #expect(try object.run("symbols") == 0)
        let symbols = try String(contentsOfFile: "/proc/kallsyms", encoding: .utf8)
        let line = try #require(symbols.split(separator: "\n").first { $0.hasSuffix(" _stext") })
        #expect(try value("text_address", spec, object) == UInt64(line.prefix(16), radix: 16))
        #expect(try value("no_address", spec, object) == 0)
    }

    /// Some kernels have no addresses of variables among their symbols (CONFIG_KALLSYMS_ALL), and refuse
    /// the program then; tools/LoaderCheck runs it on those that do.
    @Test func variablesOfTheKernel() throws {
        var spec = try Fixture.spec("loader_externs")
        for other in spec.programs { try spec.setLoaded(other.name, other.name == "variables") }
        let program = try #require(try LoadPlan(spec).programs.first).assembled()
        let dump = String(
            decoding: try Bpftool.output(["btf", "dump", "file", "/sys/kernel/btf/vmlinux"]),
            as: UTF8.self)
        let line = try #require(dump.split(separator: "\n").first { $0.contains("] VAR 'runqueues'") })
        let id = try #require(Int32(line.dropFirst().prefix { $0 != "]" }))
        let load = try #require(program.instructions.firstIndex { $0.isWideLoad && $0.source == 3 })
        #expect(program.instructions[load].immediate == id)
        #expect(program.instructions[load + 1].immediate == 0)
        // The one that is missing is 0, and nothing else is left of it.
        #expect(program.patches.contains { $0.reason.contains("swiftlet_no_such_variable") })
    }

    @Test func aVariableOfAnotherTypeIsRefused() {
        let reason = reason { _ = try load(only: "wrong_variable") }
        #expect(reason.contains("'cpu_number'") && reason.contains("not compatible"), "\(reason)")
    }

    @Test func functionsOfTheKernel() throws {
        let (_, object) = try load(only: "functions")
        #expect(try object.programs["functions"].info().verifiedInstructions > 0)
    }

    @Test func aStrongFunctionThatIsMissingIsNamed() {
        let reason = reason { _ = try load(only: "needs_missing") }
        #expect(reason.contains("'swiftlet_missing_function'") && reason.contains("'needs_missing'"), "\(reason)")
    }

    @Test(arguments: [
        ("calls_missing", "'swiftlet_no_such_function'"), ("calls_other", "'bpf_task_acquire'"),
    ])
    func aCallThatIsReachedIsExplained(program: String, name: String) throws {
        let error = #expect(throws: LoadError.self) { try load(only: program) }
        guard case .kernel(.rejected(program, _, let log)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(log.explanation?.contains(name) == true, "\(log.summary)")
    }

    /// Kernels without trampolines don't load such programs; tools/LoaderCheck loads one on those that do.
    @Test func aFunctionOfAnotherProgramIsFound() throws {
        let target = try Fixture.load("loader_replaces")
        let program = try target.programs["target"]
        for (name, function) in [("replacement", "replaceable"), ("unnamed", "replaceable")] {
            var spec = try Fixture.spec("loader_replaces")
            for other in spec.programs { try spec.setLoaded(other.name, other.name == name) }
            #expect(reason { _ = try LoadPlan(spec) }.contains("which program"))
            try spec.setTarget(of: name, to: "no_such_function", program: program)
            #expect(reason { _ = try LoadPlan(spec) }.contains("no function of program 'target'"))
            try spec.setTarget(of: name, to: function, program: program)
            // The other program's types are those of the same file.
            let expected = try #require(spec.types?.ids(named: function, in: .functions).first)
            let planned = try #require(try LoadPlan(spec).programs.first)
            #expect(planned.attachType == expected)
            #expect(planned.target.descriptor == program.descriptor.number)
        }
        withExtendedLifetime(target) {}
    }

    /// The spec keeps the other program, whatever becomes of the object that it was loaded with.
    @Test func aProgramThatIsGoneButForTheSpec() throws {
        var spec = try Fixture.spec("loader_replaces")
        for other in spec.programs { try spec.setLoaded(other.name, other.name == "replacement") }
        var identifier: UInt32 = 0
        try {
            let host = try Fixture.load("loader_replaces")
            identifier = try host.programs["target"].info().id
            try spec.setTarget(of: "replacement", to: "replaceable", program: host.programs["target"])
        }()
        // Descriptors that take the numbers of those that were closed.
        let others = try (0..<8).map { _ in try Fixture.load("map_types") }
        let planned = try #require(try LoadPlan(spec).programs.first)
        let number = try #require(planned.target.descriptor)
        #expect(try Kernel.programInfo(number, name: "target").id == identifier)
        withExtendedLifetime(others) {}
    }

    @Test func onlyWhatAttachesByTypeHasATarget() throws {
        var spec = try Fixture.spec("loader_replaces")
        #expect(throws: ObjectError.self) { try spec.setTarget(of: "target", to: "f") }
    }

    @Test(arguments: [
        ("5.4.0-150-generic", "#1 SMP", nil as String?, 5 << 16 | 4 << 8),
        ("5.4.0-150-generic", "#1", "Ubuntu 5.4.0-150.167-generic 5.4.233\n", 5 << 16 | 4 << 8 | 233),
        ("5.10.0-30-amd64", "#1 SMP Debian 5.10.218-1 (2024-06-01)", nil, 5 << 16 | 10 << 8 | 218),
        ("4.9.337", "#1 SMP", nil, 4 << 16 | 9 << 8 | 255), ("6.1.0+", "", nil, 6 << 16 | 1 << 8),
        ("6.1-rc1", "", nil, nil),
    ] as [(String, String, String?, UInt32?)])
    func versionsOfDistributions(
        release: String, version: String, signature: String?, code: UInt32?
    ) {
        if let signature {
            #expect(KernelVersion.code(signature: signature) == code)
        } else {
            #expect(KernelVersion.code(release: release, version: version) == code)
        }
    }
}
