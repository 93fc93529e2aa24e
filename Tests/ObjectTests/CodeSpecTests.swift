import FixtureCompiler
import SwiftletBTF
import SwiftletBytes
import SwiftletELF
import SwiftletObject
import Testing

/// Programs, functions and what their instructions refer to.
@Suite struct CodeSpecTests {
    @Test(
        arguments: [
            (
                "tracepoint/sched/sched_process_exec", 5, 0,
                Hook.tracepoint(category: "sched", name: "sched_process_exec")
            ),
            (
                "tp/raw_syscalls/sys_enter", 5, 0,
                .tracepoint(category: "raw_syscalls", name: "sys_enter")
            ),
            ("tp", 5, 0, .tracepoint(category: "", name: "")),
            ("tp/sched", 5, 0, .tracepoint(category: "", name: "")),
            ("raw_tracepoint/sys_enter", 17, 0, .rawTracepoint(name: "sys_enter")),
            ("raw_tp/sys_enter", 17, 0, .rawTracepoint(name: "sys_enter")),
            ("raw_tp.w/sys_enter", 24, 0, .rawTracepoint(name: "sys_enter")),
            (
                "tp_btf/sched_switch", 26, 23,
                .kernelType(prefix: "btf_trace_", target: "sched_switch")
            ),
            ("kprobe/do_exit", 2, 0, .kprobe(function: "do_exit", isReturn: false)),
            ("kretprobe/do_exit", 2, 0, .kprobe(function: "do_exit", isReturn: true)),
            ("fexit/do_exit", 26, 25, .kernelType(prefix: "", target: "do_exit")),
            ("socket", 1, 0, .none), ("tc", 3, 0, .none),
            ("xdp", 6, 37, .none), ("perf_event", 7, 0, .none), ("syscall", 31, 0, .none),
        ] as [(String, UInt32, UInt32, Hook)])
    func sectionNames(section: String, type: UInt32, attachType: UInt32, hook: Hook) throws {
        let kind = try #require(ProgramKind(section: section))
        #expect(kind.type.rawValue == type)
        #expect(kind.expectedAttachType.rawValue == attachType)
        #expect(kind.hook == hook)
    }

    @Test(arguments: [
        "", "tpx/a/b", "tp_btfx/a", "socketx", "raw_tracepiont/x", "?tp/a/b", ".text", "license",
    ])
    func otherSectionNames(section: String) {
        #expect(ProgramKind(section: section) == nil)
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func programsOfAnObject(target: FixtureCompiler.Target) throws {
        let spec = try ObjectFixture.spec("loader_hooks", target: target)
        #expect(spec.license == "GPL")
        #expect(
            spec.programs.map(\.name) == [
                "on_tracepoint", "on_raw_tracepoint", "on_typed_tracepoint", "optional",
            ])
        let optional = try spec.programs["optional"]
        #expect(optional.sectionName == "?raw_tp/sys_enter")
        #expect(!optional.isLoaded)
        #expect(optional.kind?.hook == .rawTracepoint(name: "sys_enter"))
        #expect(try spec.programs["on_tracepoint"].isLoaded)
    }

    /// Every function and instruction of the file, against the symbols and the section's bytes.
    @Test(
        arguments: ["loader_calls", "loader_maps", "subprograms"], FixtureCompiler.Target.allCases)
    func functionsAreThoseOfTheSymbols(fixture: String, target: FixtureCompiler.Target) throws {
        let bytes = try FixtureCompiler.compile(fixture, target: target)
        let spec = try ObjectSpec(parsing: ByteView(bytes), name: fixture)
        let file = try ELFFile(parsing: ByteView(bytes))
        var count = 0
        for symbol in file.symbols where symbol.type == .function {
            guard let section = symbol.section else { continue }
            let function = try #require(
                spec.functions.first { $0.name == symbol.name && $0.section == section })
            #expect(UInt64(function.start * 8) == symbol.value)
            #expect(UInt64(function.instructions.count * 8) == symbol.size)
            #expect(function.isGlobal == (symbol.binding != .local))
            #expect(function.isWeak == (symbol.binding == .weak))
            #expect(function.isHidden == (symbol.visibility == .hidden))
            if target == (ByteOrder.host == .little ? .little : .big) {
                let data = try file.data(of: file.sections[section])
                for (index, instruction) in function.instructions.enumerated() {
                    let slot = try data.load(UInt64.self, at: (function.start + index) * 8, .host)
                    #expect(instruction.encoded == slot)
                }
            }
            count += 1
        }
        #expect(count == spec.functions.count)
    }

    /// Every ELF relocation of code has become one of ours, and names what its symbol names.
    @Test(
        arguments: ["loader_calls", "loader_maps", "loader_data", "subprograms"],
        FixtureCompiler.Target.allCases)
    func relocationsAreThoseOfTheFile(fixture: String, target: FixtureCompiler.Target) throws {
        let bytes = try FixtureCompiler.compile(fixture, target: target)
        let spec = try ObjectSpec(parsing: ByteView(bytes), name: fixture)
        let file = try ELFFile(parsing: ByteView(bytes))
        var count = 0
        for section in file.sections where section.flags.contains(.executable) {
            guard let relocations = file.relocationSection(for: section) else { continue }
            for entry in try file.relocations(in: relocations) {
                let symbol = file.symbols[entry.symbolIndex]
                let place = Int(entry.offset) / 8
                let function = try #require(
                    spec.functions.first {
                        $0.section == section.index && place >= $0.start
                            && place < $0.start + $0.instructions.count
                    })
                let relocation = try #require(
                    function.relocations.first { $0.instruction == place - function.start })
                switch relocation.target {
                case .map(let map): #expect(spec.maps[map].name == symbol.name)
                case .data(let map, let offset):
                    let inSection = try #require(symbol.section.map { file.sections[$0].name })
                    #expect(spec.maps[map].name == inSection)
                    let addend = Int64(function.instructions[relocation.instruction].immediate)
                    #expect(Int64(offset) == Int64(symbol.value) + addend)
                case .call(let callee), .functionAddress(let callee):
                    // A symbol of the section stands for whatever the instruction's number says.
                    #expect(spec.functions[callee].name == symbol.name || symbol.type == .section)
                case .extern(let index), .externCall(let index):
                    #expect(spec.externs[index].name == symbol.name)
                case .jumpTable(let name): #expect(name == symbol.name)
                case .invalid(let error): Issue.record("\(error)")
                }
                count += 1
            }
        }
        #expect(count > 0)
    }

    @Test func callsAndAddressesOfFunctions() throws {
        let spec = try ObjectFixture.spec("loader_calls")
        func targets(_ name: String) throws -> (calls: [String], addresses: [String]) {
            let function = try #require(spec.functions.first { $0.name == name })
            var calls: [String] = []
            var addresses: [String] = []
            for relocation in function.relocations {
                switch relocation.target {
                case .call(let callee): calls.append(spec.functions[callee].name)
                case .functionAddress(let callee): addresses.append(spec.functions[callee].name)
                default: continue
                }
            }
            return (calls, addresses)
        }
        #expect(try targets("twice_plus_one").calls == ["twice"])
        #expect(try Set(targets("nested").calls) == ["twice_plus_one", "twice"])
        #expect(
            try targets("direct").calls == ["twice", "twice_plus_one", "nested", "hidden", "weak"])
        #expect(try targets("in_other_order").calls == ["weak", "hidden"])
        #expect(try targets("by_address").addresses == ["add_index", "fill", "add_element"])
    }

    @Test func externsOfAnObject() throws {
        let spec = try ObjectFixture.spec("subprograms")
        let externs = Dictionary(uniqueKeysWithValues: spec.externs.map { ($0.name, $0) })
        #expect(Set(externs.keys) == ["kernel_version", "unknown_function"])
        #expect(externs["kernel_version"]?.source == .configuration)
        #expect(externs["kernel_version"]?.isWeak == false)
        #expect(externs["unknown_function"]?.source == .kernelFunction)
        #expect(externs["unknown_function"]?.isWeak == true)
    }
}
