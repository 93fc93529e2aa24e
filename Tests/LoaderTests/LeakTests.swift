import CommandRun
import ELFLoader
import Foundation
import KernelOracle
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// Nothing stays behind, neither of an object that was loaded, nor of one that failed half-way.
///
/// Each case runs in a process of its own, where nobody else opens descriptors; in the kernel it is
/// known by names that nothing else has.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LeakTests {
    @Test func afterAnObjectIsDropped() async {
        await #expect(processExitsWith: .success) {
            try Leak.check { name in
                let object = try Leak.load("loader_maps", name)
                #expect(Leak.found(name).count >= object.maps.count + object.programs.count)
                _ = try object.run("\(name)_use_maps")
            }
        }
    }

    @Test func afterLinksAreDropped() async {
        await #expect(processExitsWith: .success) {
            try Leak.check { name in
                let object = try Leak.load("loader_hooks", name)
                do {
                    let links = try object.programs.map { try $0.attach() }
                    // Maps, programs, links and a table of types.
                    #expect(Leak.found(name).count == object.maps.count + 2 * links.count + 1)
                    withExtendedLifetime(links) {}
                }
                _ = try SystemCalls.failing(.linkCreate, with: .invalid) {
                    try object.programs["\(name)_on_tracepoint"].attach()
                }
            }
        }
    }

    @Test func afterTheVerifierSaidNo() async {
        await #expect(processExitsWith: .success) {
            try Leak.check { name in
                #expect(throws: LoadError.self) {
                    _ = try Leak.load("loader_rejected", name) {
                        try $0.setLoaded("\(name)_unchecked", true)
                    }
                }
            }
        }
    }

    /// Each command in turn fails from the first call, and maps half-way.
    @Test func afterEachCallFailed() async {
        await #expect(processExitsWith: .success) {
            try Leak.check { name in
                for command in [Command.mapCreate, .mapUpdate, .mapFreeze, .programLoad, .btfLoad] {
                    for errno in [Errno.invalid, .notPermitted, .again] {
                        _ = try? SystemCalls.failing(command, with: errno) {
                            try Leak.load("loader_maps", name)
                        }
                    }
                }
                #expect(throws: LoadError.self) {
                    _ = try Leak.load("loader_maps", name) { try $0.resizeMap("outer_hash", to: 0) }
                }
            }
        }
    }

    @Test func afterAHookWasNotThere() async {
        await #expect(processExitsWith: .success) {
            try Leak.check { name in
                let object = try Leak.load("loader_hooks", name) { spec in
                    let position = try spec.program(named: "\(name)_on_tracepoint")
                    spec.programs[position].kind?.hook = .tracepoint(category: "x", name: "y")
                }
                #expect(throws: LoadError.self) {
                    _ = try object.programs["\(name)_on_tracepoint"].attach()
                }
            }
        }
    }

    @Test func afterARingWasRead() async {
        await #expect(processExitsWith: .success) {
            try Leak.check { name in
                let object = try Leak.load("loader_ringbuf", name)
                let ring = try object.maps["ring"]
                var reader = try RingBufferReader(
                    descriptor: ring.descriptor.number, size: ring.maxEntries)
                var poller = try RingBufferPoller()
                try poller.add(descriptor: ring.descriptor.number, tag: 1)
                _ = try object.run("\(name)_write_records")
                #expect(try poller.wait(timeoutMilliseconds: 1000) == [1])
                #expect(reader.consume { _ in } > 0)
            }
        }
    }
}

/// What this process and the kernel hold.
private enum Leak {
    /// Runs `body` with a name for what it loads, and expects everything to be as before.
    static func check(_ body: (String) throws -> Void) throws {
        _ = newest
        // What is opened once for good, such as the kernel's types.
        try body("warm\(UInt16.random(in: 1000...9999))")
        let name = "leak\(UInt32.random(in: 100_000...999_999))"
        let before = descriptors()
        try body(name)
        // One that was there before may be gone, if Foundation has let go of it since.
        func opened() -> [String: String] { descriptors().filter { before[$0.key] != $0.value } }
        #expect(eventually { opened().isEmpty })
        // The kernel frees some things a moment later. Not looked at before that: bpftool opens what it
        // lists, and the kernel (6.18) loses count of a prog_array whose last descriptor is closed
        // twice before it has been emptied (prog_array_map_clear).
        usleep(300_000)
        #expect(eventually { found(name).isEmpty })
    }

    /// Loads a fixture with names that begin with `name`.
    static func load(
        _ fixture: String, _ name: String, edit: (inout ObjectSpec) throws -> Void = { _ in }
    ) throws -> LoadedObject {
        // In the file it is a prefix of every function's name, so that it is in the types as well.
        let functions = try Fixture.spec(fixture).programs.map(\.name)
        let flags = functions.map { "-D\($0)=\(name)_\($0)" }
        return try Fixture.load(fixture, flags: flags) { spec in
            for index in spec.maps.indices { spec.maps[index].kernelName = "\(name)_\(index)" }
            try edit(&spec)
        }
    }

    /// The open descriptors, each with what it is; without those that Foundation uses to run clang
    /// and bpftool, and closes some time later.
    static func descriptors() -> [String: String] {
        let files = FileManager.default
        var found: [String: String] = [:]
        for number in (try? files.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            // Gone since: the folder's own.
            guard
                let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
            else { continue }
            if ["socket:", "pipe:", "anon_inode:[eventfd]", "anon_inode:[timerfd]"].contains(
                where: { target.hasPrefix($0) })
            {
                continue
            }
            // Files that other tests write their commands' output to; the loader makes no files.
            if target.hasPrefix(NSTemporaryDirectory()) || target.hasPrefix("/tmp/") { continue }
            found[number] = target
        }
        return found
    }

    /// The newest object of each kind when the test began. What was there before it is nobody's leak, and
    /// asking bpftool for each of hundreds takes minutes.
    private static let newest: [Kernel.ObjectKind: UInt32] = {
        var newest: [Kernel.ObjectKind: UInt32] = [:]
        for kind in [Kernel.ObjectKind.map, .program, .link, .btf] {
            var last: UInt32 = 0
            while let id = (try? Kernel.nextID(of: kind, after: last)) ?? nil { last = id }
            newest[kind] = last
        }
        return newest
    }()

    /// What bpftool says of each object that is newer than the test.
    private static func newer(_ kind: Kernel.ObjectKind, _ name: String) -> [(UInt32, [String: Any])] {
        var found: [(UInt32, [String: Any])] = []
        var last = newest[kind] ?? 0
        while let id = (try? Kernel.nextID(of: kind, after: last)) ?? nil {
            // One that is gone since has no description.
            if let object = try? Bpftool.show(name, id: id) { found.append((id, object)) }
            last = id
        }
        return found
    }

    /// Maps, programs and links of that name, and type tables that hold it.
    static func found(_ name: String) -> [String] {
        var found: [String] = []
        var programs: Set<Int> = []
        for (kind, word) in [(Kernel.ObjectKind.map, "map"), (.program, "prog")] {
            for (id, object) in newer(kind, word) {
                guard (object["name"] as? String)?.hasPrefix(name) == true else { continue }
                found.append("\(word) \(id)")
                if kind == .program { programs.insert(Int(id)) }
            }
        }
        for (_, link) in newer(.link, "link") {
            if let id = link["prog_id"] as? Int, programs.contains(id) { found.append("link") }
        }
        for (id, table) in newer(.btf, "btf") {
            // Those of modules and of the kernel have names.
            guard (table["name"] as? String ?? "").isEmpty,
                let dump = try? Bpftool.output(["btf", "dump", "id", "\(id)"]),
                String(decoding: dump, as: UTF8.self).contains(name)
            else { continue }
            found.append("btf \(id)")
        }
        return found
    }
}
