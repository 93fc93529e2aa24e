import ELFLoader
import Foundation
import KernelOracle
import SwiftletBytes
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// Programs attached for real: each counts the getppid of this thread, and nothing else.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct HookTests {
    #if arch(x86_64)
        private static let getppidNumber: UInt64 = 110
    #else
        private static let getppidNumber: UInt64 = 173
    #endif

    /// loader_hooks.bpf.c, looking at this thread.
    private func load() throws -> Hooks {
        // PID/task/TID
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
        let thread = try #require(UInt32(link.split(separator: "/").last ?? ""))
        var spec = try Fixture.spec("loader_hooks")
        try spec.setVariable("wanted_thread", to: thread)
        try spec.setVariable("wanted_call", to: Self.getppidNumber)
        return Hooks(spec: spec, object: try spec.load())
    }

    private struct Hooks {
        let spec: ObjectSpec
        let object: LoadedObject

        /// How many of 100 calls a counter counts.
        func hits(_ counter: String) throws -> UInt64 {
            let before = try value(of: counter)
            for _ in 0..<100 { _ = getppid() }
            return try value(of: counter) - before
        }

        private func value(of name: String) throws -> UInt64 {
            let variable = try #require(spec.variables.first { $0.name == name })
            let value = try #require(try object.maps[variable.map].lookup(key: [0, 0, 0, 0]))
            return try ByteView(value).load(UInt64.self, at: variable.offset, .host)
        }

        /// The links to a program, as bpftool lists them.
        func links(_ program: String) throws -> [[String: Any]] {
            let id = Int(try object.programs[program].info().id)
            return try Bpftool.list("link").filter { $0["prog_id"] as? Int == id }
        }
    }

    @Test(arguments: [
        ("on_tracepoint", "tracepoint_hits", "perf_event"),
        ("on_raw_tracepoint", "raw_hits", "raw_tracepoint"),
        ("on_typed_tracepoint", "typed_hits", "raw_tracepoint"),
    ])
    func attachedItRunsAndDetachedItDoesNot(program: String, counter: String, type: String) throws {
        let hooks = try load()
        #expect(try hooks.hits(counter) == 0)
        do {
            let link = try hooks.object.programs[program].attach()
            #expect(link.mechanism == .link)
            #expect(link.program == program)
            #expect(try hooks.hits(counter) == 100)
            let shown = try hooks.links(program)
            #expect(shown.count == 1)
            #expect(shown.first?["type"] as? String == type)
            withExtendedLifetime(link) {}
        }
        #expect(try hooks.hits(counter) == 0)
        #expect(try hooks.links(program).isEmpty)
    }

    @Test func withoutLinksOfPerfEventsTheEventTakesTheProgram() throws {
        let hooks = try load()
        do {
            let link = try SystemCalls.failing(.linkCreate, with: .invalid) {
                try hooks.object.programs["on_tracepoint"].attach()
            }
            #expect(link.mechanism == .perfEvent)
            #expect(try hooks.hits("tracepoint_hits") == 100)
            #expect(try hooks.links("on_tracepoint").isEmpty)
            withExtendedLifetime(link) {}
        }
        #expect(try hooks.hits("tracepoint_hits") == 0)
    }

    @Test func allAtOnce() throws {
        let hooks = try load()
        let links = try hooks.object.programs.map { try $0.attach() }
        for counter in ["tracepoint_hits", "raw_hits", "typed_hits"] {
            #expect(try hooks.hits(counter) == 100)
        }
        withExtendedLifetime(links) {}
    }

    @Test func aLinkOutlivesTheObject() throws {
        var hooks: Hooks? = try load()
        let links = try hooks!.object.programs.map { try $0.attach() }
        let map = try #require(hooks!.object.maps.first { $0.name == ".bss" })
        hooks = nil
        let before = try map.lookup(key: [0, 0, 0, 0])
        for _ in 0..<10 { _ = getppid() }
        #expect(try map.lookup(key: [0, 0, 0, 0]) != before)
        withExtendedLifetime(links) {}
    }

    @Test func anOptionalProgramIsLoadedIfAskedFor() throws {
        #expect(throws: LoadError.self) { try Fixture.load("loader_hooks").programs["optional"] }
        let object = try Fixture.load("loader_hooks") { try $0.setLoaded("optional", true) }
        _ = try object.programs["optional"].attach()
    }

    @Test func anOtherErrorThanEINVALIsNotTakenForAnOldKernel() throws {
        let hooks = try load()
        #expect(throws: LoadError.self) {
            try SystemCalls.failing(.linkCreate, with: .busy) {
                _ = try hooks.object.programs["on_tracepoint"].attach()
            }
        }
    }

    @Test func hooksThatAreNotThereAreNamed() throws {
        var spec = try Fixture.spec("loader_hooks")
        let position = try spec.program(named: "on_tracepoint")
        spec.programs[position].kind?.hook = .tracepoint(
            category: "syscalls", name: "sys_enter_teleport")
        let raw = try spec.program(named: "on_raw_tracepoint")
        spec.programs[raw].kind?.hook = .rawTracepoint(name: "sys_teleport")
        let object = try spec.load()
        let missing = #expect(throws: LoadError.self) {
            try object.programs["on_tracepoint"].attach()
        }
        guard case .kernel(.noTracepoint("syscalls", "sys_enter_teleport")) = missing else {
            Issue.record("\(String(describing: missing))")
            return
        }
        let missingRaw = #expect(throws: LoadError.self) {
            try object.programs["on_raw_tracepoint"].attach()
        }
        guard case .kernel(.noTracepoint("raw", "sys_teleport")) = missingRaw else {
            Issue.record("\(String(describing: missingRaw))")
            return
        }

        let typed = try spec.program(named: "on_typed_tracepoint")
        spec.programs[typed].kind?.hook = .kernelType(prefix: "btf_trace_", target: "sys_teleport")
        let missingType = #expect(throws: LoadError.self) { try spec.load() }
        guard case .noHook("on_typed_tracepoint", "sys_teleport") = missingType else {
            Issue.record("\(String(describing: missingType))")
            return
        }
    }

    @Test func whatNamesNoHookIsNotAttached() throws {
        let object = try Fixture.load("loader_calls")
        let error = #expect(throws: LoadError.self) { try object.programs["direct"].attach() }
        guard case .notAttachable("direct", "socket") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
