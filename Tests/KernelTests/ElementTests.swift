import Foundation
import KernelOracle
import Testing

@testable import SwiftletKernel

/// Maps and programs made directly, without an object.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ElementTests {
    /// `r0 = value; exit`
    private func program(_ name: String = "answer", returning value: UInt64) -> ProgramLoading {
        ProgramLoading(
            name: name, type: 1, instructions: [0xb7 | value << 32, 0x95], license: "GPL")
    }

    @Test func elementsOfAHashMap() throws {
        let map = try Kernel.mapCreate(
            MapCreation(name: "elements", type: 1, keySize: 4, valueSize: 8, maxEntries: 4))
        let number = map.number
        func key(_ value: UInt8) -> [UInt8] { [value, 0, 0, 0] }
        #expect(try Kernel.mapLookup(number, key: key(1), valueSize: 8, name: "elements") == nil)
        for value in 1...3 as ClosedRange<UInt8> {
            try Kernel.mapUpdate(
                number, key: key(value), value: [UInt8](repeating: value, count: 8),
                name: "elements")
        }
        #expect(
            try Kernel.mapLookup(number, key: key(2), valueSize: 8, name: "elements")
                == [UInt8](repeating: 2, count: 8))

        var keys: Set<[UInt8]> = []
        var last: [UInt8]?
        while let next = try Kernel.mapNextKey(number, after: last, keySize: 4, name: "elements") {
            keys.insert(next)
            last = next
        }
        #expect(keys == [key(1), key(2), key(3)])
        // bpftool sees the same.
        let dumped = try Bpftool.dump(map: Kernel.mapInfo(number, name: "elements").id)
        #expect(dumped.count == 3)

        #expect(try Kernel.mapDelete(number, key: key(2), name: "elements"))
        #expect(try !Kernel.mapDelete(number, key: key(2), name: "elements"))
        #expect(try Kernel.mapLookup(number, key: key(2), valueSize: 8, name: "elements") == nil)

        try Kernel.mapUpdate(
            number, key: key(4), value: .init(repeating: 4, count: 8), name: "elements")
        try Kernel.mapUpdate(
            number, key: key(5), value: .init(repeating: 5, count: 8), name: "elements")
        let full = #expect(throws: KernelError.self) {
            try Kernel.mapUpdate(
                number, key: key(6), value: .init(repeating: 6, count: 8), name: "elements")
        }
        guard case .call(.mapUpdate, "map 'elements'", .tooBig) = full else {
            Issue.record("\(String(describing: full))")
            return
        }
    }

    @Test func aFrozenMapIsReadOnly() throws {
        let map = try Kernel.mapCreate(
            MapCreation(name: "frozen", type: 2, keySize: 4, valueSize: 4, maxEntries: 1))
        try Kernel.mapUpdate(map.number, key: [0, 0, 0, 0], value: [1, 2, 3, 4], name: "frozen")
        try Kernel.mapFreeze(map.number, name: "frozen")
        #expect(throws: KernelError.self) {
            try Kernel.mapUpdate(
                map.number, key: [0, 0, 0, 0], value: [4, 3, 2, 1], name: "frozen")
        }
        #expect(
            try Kernel.mapLookup(map.number, key: [0, 0, 0, 0], valueSize: 4, name: "frozen")
                == [1, 2, 3, 4])
    }

    @Test(arguments: [
        ("plain", "plain"), ("much_too_long_for_it", "much_too_long_f"),
        ("odd name/ö", "odd_name___"),
        (".data", ".data"), ("", ""),
    ])
    func namesAreMadeFit(name: String, expected: String) throws {
        let map = try Kernel.mapCreate(
            MapCreation(name: name, type: 2, keySize: 4, valueSize: 4, maxEntries: 1))
        #expect(try Kernel.mapInfo(map.number, name: name).name == expected)
    }

    @Test func everyFieldOfAMapArrives() throws {
        let map = try Kernel.mapCreate(
            MapCreation(
                name: "fields", type: 30, keySize: 0, valueSize: 12, maxEntries: 77, flags: 1 << 2,
                numaNode: 0, extra: 4))
        let info = try Kernel.mapInfo(map.number, name: "fields")
        let shown = try Bpftool.show("map", id: info.id)
        #expect(shown["type"] as? String == "bloom_filter")
        #expect(shown["bytes_key"] as? Int == 0)
        #expect(shown["bytes_value"] as? Int == 12)
        #expect(shown["max_entries"] as? Int == 77)
        #expect(shown["flags"] as? Int == 4)
        #expect(
            info.keySize == 0 && info.valueSize == 12 && info.maxEntries == 77 && info.flags == 4)
        // map_extra beyond what a bloom filter takes: it did arrive.
        #expect(throws: KernelError.self) {
            _ = try Kernel.mapCreate(
                MapCreation(
                    name: "fields", type: 30, keySize: 0, valueSize: 12, maxEntries: 77, extra: 16))
        }
    }

    @Test func aProgramRunsAndIsKnown() throws {
        let loaded = try Kernel.programLoad(program(returning: 77))
        let run = try Kernel.programTestRun(
            loaded.number, data: [UInt8](repeating: 0, count: 14), count: 10, name: "answer")
        #expect(run.result == 77)
        let info = try Kernel.programInfo(loaded.number, name: "answer")
        let shown = try Bpftool.show("prog", id: info.id)
        #expect(info.name == "answer" && shown["name"] as? String == "answer")
        #expect(info.tag == shown["tag"] as? String)
        #expect(info.type == 1 && shown["type"] as? String == "socket_filter")
        #expect(info.translatedInstructions == 2)
        #expect(info.verifiedInstructions == 2)
        #expect(info.recursionMisses == 0)
    }

    // MARK: When the kernel says no

    /// Whether RLIMIT_MEMLOCK may be lifted here: CAP_SYS_RESOURCE, which root in a container may lack.
    private static let mayLiftLimits: Bool = {
        let mayLift = Capabilities.current()?.has(24) ?? false
        if !mayLift { print("LEFT OUT: lifting RLIMIT_MEMLOCK: CAP_SYS_RESOURCE is missing") }
        return mayLift
    }()

    @Test(.enabled(if: mayLiftLimits, "needs CAP_SYS_RESOURCE"))
    func aLimitOnLockedMemoryIsLifted() throws {
        // Before Linux 5.11: EPERM, until the limit is lifted.
        let map = try SystemCalls.failing(.mapCreate, with: .notPermitted, count: 1) {
            () throws(KernelError) in
            try Kernel.mapCreate(
                MapCreation(name: "locked", type: 2, keySize: 4, valueSize: 4, maxEntries: 1))
        }
        #expect(map.number >= 0)
        let program = program(returning: 1)
        let loaded = try SystemCalls.failing(.programLoad, with: .notPermitted, count: 1) {
            () throws(KernelError) in try Kernel.programLoad(program)
        }
        #expect(loaded.number >= 0)
    }

    @Test func anInterruptedVerificationIsTriedAgain() throws {
        let program = program(returning: 1)
        for count in 1...5 as ClosedRange<Int32> {
            _ = try SystemCalls.failing(.programLoad, with: .again, count: count) {
                () throws(KernelError) in try Kernel.programLoad(program)
            }
        }
    }

    @Test func notPermittedIsNotExplainedAwayForRoot() {
        let error = #expect(throws: KernelError.self) {
            try SystemCalls.failing(.mapCreate, with: .notPermitted) {
                _ = try Kernel.mapCreate(
                    MapCreation(name: "refused", type: 2, keySize: 4, valueSize: 4, maxEntries: 1))
            }
        }
        // Root lacks nothing, so nothing is named.
        guard case .call(.mapCreate, "map 'refused'", .notPermitted) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aRejectedTableOfTypesComesWithTheKernelsWords() {
        // A header whose type section is longer than the data.
        var bytes: [UInt8] = [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]
        bytes += [0, 0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0, 1, 0, 0, 0, 0]
        let error = #expect(throws: KernelError.self) { _ = try Kernel.btfLoad(bytes, name: "odd") }
        guard case .typesRejected("odd", .invalid, let log) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!log.text.isEmpty)
    }

    // MARK: Without the kernel's objects

    @Test func capabilitiesOfRoot() throws {
        let capabilities = try #require(Capabilities.current())
        #expect(capabilities.systemAdministration && capabilities.bpf && capabilities.perfmon)
    }

    @Test func processorsAsTheKernelCountsThem() throws {
        // sysconf(_SC_NPROCESSORS_CONF) counts what is there, which can't be more.
        let possible = try Kernel.possibleProcessors()
        #expect(possible >= Int(sysconf(Int32(_SC_NPROCESSORS_CONF))))
        // A per-CPU value has as many parts.
        let map = try Kernel.mapCreate(
            MapCreation(name: "parts", type: 6, keySize: 4, valueSize: 8, maxEntries: 1))
        let dumped = try Bpftool.dump(map: Kernel.mapInfo(map.number, name: "parts").id)
        #expect((dumped.first?["values"] as? [Any])?.count == possible)
    }
}
