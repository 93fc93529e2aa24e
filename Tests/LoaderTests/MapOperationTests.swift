import ELFLoader
import Foundation
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Synchronization
import Testing

/// What can be done with the elements of a map, beside what bpftool sees of them.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct MapOperationTests {
    private static func map(_ name: String, entries: UInt32? = nil) throws -> LoadedMap {
        try Fixture.load("map_types") { spec in
            for map in spec.maps { try spec.setCreated(map.name, map.name == name) }
            if let entries { try spec.resizeMap(name, to: entries) }
        }.maps[name]
    }

    /// `struct pair`
    private static func pair(_ first: UInt32, _ second: UInt32) -> [UInt8] {
        first.mapBytes + second.mapBytes
    }

    private static func isCall(_ error: KernelError?, _ errno: Errno) -> Bool {
        if case .call(_, _, errno) = error { return true }
        return false
    }

    // MARK: One element

    @Test func updatesForNewAndOldKeys() throws {
        let map = try Self.map("t_hash")
        let (key, value) = (Self.pair(1, 2), Self.pair(3, 4))
        let missing = #expect(throws: KernelError.self) {
            try map.update(key: key, value: value, mode: .existing)
        }
        #expect(Self.isCall(missing, .noEntry))
        try map.update(key: key, value: value, mode: .new)
        let there = #expect(throws: KernelError.self) {
            try map.update(key: key, value: value, mode: .new)
        }
        #expect(Self.isCall(there, .exists))
        try map.update(key: key, value: key, mode: .existing)
        #expect(try map.lookup(key: key) == key)
        #expect(try map.remove(key: key) == key)
        #expect(try map.remove(key: key) == nil)
        #expect(try map.firstKey() == nil)
    }

    @Test func sizesAreChecked() throws {
        let map = try Self.map("t_hash")
        let long = [UInt8](repeating: 0, count: 9)
        func unfit(_ body: () throws -> Void) {
            do {
                try body()
                Issue.record("it was taken")
            } catch KernelError.unfit {
            } catch {
                Issue.record("\(error)")
            }
        }
        unfit { _ = try map.lookup(key: long) }
        unfit { try map.update(key: long, value: Self.pair(0, 0)) }
        unfit { try map.update(key: Self.pair(0, 0), value: long) }
        unfit { _ = try map.delete(key: []) }
        unfit { _ = try map.remove(key: []) }
        unfit { _ = try map.nextKey(after: long) }
        unfit { try map.push(Self.pair(0, 0)) }
        unfit { _ = try map.pop() }
        unfit { _ = try map.parts(key: Self.pair(0, 0)) }
        unfit { _ = try map.mayContain(Self.pair(0, 0)) }
        unfit { _ = try map.entries(UInt32.self, UInt64.self) }
        unfit { _ = try map.value(UInt64(0), as: UInt32.self) }
        unfit { try map.update([(long, long)]) }
        unfit { try map.delete(keys: [long]) }
        unfit { _ = try map.batch(limit: 0) }
        unfit { _ = try map.batch(limit: .max) }
        unfit { _ = try map.memory() }
    }

    @Test func underTheLockOfTheValue() throws {
        let map = try Self.map("t_locked")
        let key = UInt32(5).mapBytes
        let value = [0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as [UInt8]
        try map.update(key: key, value: value)
        // The lock itself is not copied.
        let unlocked = [0, 0, 0, 0] + value.dropFirst(4)
        try map.update(key: key, value: value, mode: .existing, locked: true)
        #expect(try map.lookup(key: key, locked: true) == unlocked)
        let plain = try Self.map("t_hash")
        try plain.update(key: Self.pair(0, 0), value: Self.pair(0, 0))
        #expect(throws: KernelError.self) { try plain.lookup(key: Self.pair(0, 0), locked: true) }
    }

    @Test func queuesStacksAndFilters() throws {
        for (name, order) in [("t_queue", [1, 2, 3]), ("t_stack", [3, 2, 1])] as [(String, [UInt32])] {
            let map = try Self.map(name, entries: 3)
            #expect(try map.pop() == nil && map.peek() == nil)
            for number in 1...3 as ClosedRange<UInt32> { try map.push(Self.pair(number, 0)) }
            let full = #expect(throws: KernelError.self) { try map.push(Self.pair(4, 0)) }
            #expect(Self.isCall(full, .tooBig))
            #expect(try map.peek() == Self.pair(order[0], 0))
            for number in order { #expect(try map.pop() == Self.pair(number, 0)) }
            for number in 1...4 as ClosedRange<UInt32> {
                try map.push(Self.pair(number, 0), replacing: true)
            }
            #expect(try map.pop() == Self.pair(name == "t_queue" ? 2 : 4, 0))
        }
        let filter = try Self.map("t_bloom", entries: 1000)
        for number in 0..<100 as Range<UInt32> { try filter.push(Self.pair(number, 1)) }
        #expect(try (0..<100 as Range<UInt32>).allSatisfy { try filter.mayContain(Self.pair($0, 1)) })
        #expect(try (0..<1000 as Range<UInt32>).filter { try filter.mayContain(Self.pair($0, 2)) }.count < 200)
    }

    @Test func everyProcessorHasItsValue() throws {
        let count = try Kernel.possibleProcessors()
        for name in ["t_pcpu_array", "t_pcpu_hash"] {
            let map = try Self.map(name)
            let key = name == "t_pcpu_array" ? UInt32(3).mapBytes : Self.pair(3, 3)
            let parts = (0..<count).map { UInt64($0 * 1000 + 7).mapBytes }
            try map.update(key: key, parts: parts)
            #expect(try map.parts(key: key) == parts)
            let dumped = try Bpftool.dump(map: map.info().id)
            #expect(dumped.contains { ($0["values"] as? [Any])?.count == count })
            #expect(throws: KernelError.self) { try map.update(key: key, parts: parts + [parts[0]]) }
        }
        // Values that are no multiple of 8 bytes.
        let map = try Self.map("t_pcpu_lru")
        try map.update(key: UInt16(1).mapBytes, parts: (0..<count).map { [UInt8($0)] })
        #expect(try map.parts(key: UInt16(1).mapBytes) == (0..<count).map { [UInt8($0)] })
    }

    // MARK: Several elements

    @Test func batchesPutReadAndRemove() throws {
        let map = try Self.map("t_hash", entries: 5000)
        let elements = (0..<5000 as Range<UInt32>).map { (Self.pair($0, 1), Self.pair($0, $0 &* 3)) }
        try map.update(elements)
        #expect(try Bpftool.dump(map: map.info().id).count == 5000)
        let full = #expect(throws: KernelError.self) {
            try map.update([(Self.pair(0, 1), Self.pair(0, 0)), (Self.pair(9999, 9), Self.pair(0, 0))])
        }
        guard case .batch(.mapUpdateBatch, _, 1, 2, .tooBig) = full else {
            Issue.record("\(String(describing: full))")
            return
        }
        try map.delete(keys: elements.prefix(1000).map { $0.0 })
        let gone = #expect(throws: KernelError.self) { try map.delete(keys: [elements[2000].0, elements[0].0]) }
        guard case .batch(.mapDeleteBatch, _, 1, 2, .noEntry) = gone else {
            Issue.record("\(String(describing: gone))")
            return
        }
        var found: Set<[UInt8]> = []
        var next: [UInt8]?
        repeat {
            let batch = try map.batch(from: next, limit: 500, deleting: true)
            for index in 0..<batch.count {
                let key = Array(batch.keys[index * 8..<index * 8 + 8])
                #expect(found.insert(key).inserted)
                let first = try #require(UInt32(mapBytes: key))
                #expect(Array(batch.values[index * 8..<index * 8 + 8]) == Self.pair(first, first &* 3))
            }
            next = batch.next
        } while next != nil
        #expect(found.count == 3999)
        #expect(try map.firstKey() == nil)
        let unknown = #expect(throws: KernelError.self) { try Self.map("t_stacks").batch(limit: 4) }
        #expect("\(unknown!)".contains("no batch operations for a map of type stack_trace"))
    }

    // MARK: Iteration

    @Test(arguments: ["t_hash", "t_lru", "t_trie", "t_array", "t_device_hash"])
    func everyElementOnce(name: String) throws {
        let map = try Self.map(name, entries: 3000)
        var expected: [[UInt8]: [UInt8]] = [:]
        if name == "t_array" {
            for slot in 0..<3000 as Range<UInt32> { expected[slot.mapBytes] = Self.pair(slot, 9) }
        } else if name == "t_lru" {
            // Fewer than would have it throw some away.
            for key in 0..<100 as Range<UInt16> { expected[key.mapBytes] = [UInt8(key)] }
        } else if name == "t_trie" {
            for key in 0..<3000 as Range<UInt32> { expected[Self.pair(32, key.bigEndian)] = [UInt8(key % 251)] }
        } else if name == "t_hash" {
            for key in 0..<3000 as Range<UInt32> { expected[Self.pair(key, 5)] = Self.pair(5, key) }
        } else {
            // Devices: the loopback device is there everywhere. Of this type there are no batches.
            for key in 0..<50 as Range<UInt32> { expected[key.mapBytes] = Self.pair(1, 0) }
        }
        for (key, value) in expected { try map.update(key: key, value: value) }
        var found: [[UInt8]: [UInt8]] = [:]
        var count = 0
        try map.forEachElement { key, value in
            found[key] = value
            count += 1
        }
        #expect(count == expected.count)
        #expect(found == expected)
    }

    @Test func typedEntries() throws {
        let map = try Self.map("t_hash", entries: 2000)
        for key in 0..<2000 as Range<UInt64> { try map.set(key, to: key &* 0x1_0000_0001) }
        let entries = try map.entries(UInt64.self, UInt64.self)
        var keys: Set<UInt64> = []
        for (key, value) in entries {
            #expect(value == key &* 0x1_0000_0001)
            keys.insert(key)
        }
        #expect(entries.error == nil)
        #expect(keys == Set(0..<2000))
        #expect(try map.value(UInt64(7), as: UInt64.self) == 7 &* 0x1_0000_0001)
        #expect(try map.value(UInt64(7), as: InlineArray<2, UInt32>.self)?[1] == 7)
        #expect(try map.value(UInt64(9999), as: UInt64.self) == nil)
    }

    @Test func theLoopMayDelete() throws {
        for name in ["t_hash", "t_device_hash"] {
            let map = try Self.map(name, entries: 64)
            for key in 0..<64 as Range<UInt32> {
                try map.update(
                    key: name == "t_hash" ? Self.pair(key, 0) : key.mapBytes, value: Self.pair(1, 0))
            }
            var seen = 0
            try map.forEachElement { (key, _) throws(KernelError) in
                _ = try map.delete(key: key)
                seen += 1
            }
            #expect(seen == 64, "\(name)")
            #expect(try map.firstKey() == nil, "\(name)")
        }
    }

    @Test func othersMayDeleteAndAdd() throws {
        let map = try Self.map("t_hash", entries: 4000)
        // Those that stay, and those that come and go.
        for key in 0..<1000 as Range<UInt32> { try map.update(key: Self.pair(key, 0), value: Self.pair(1, 0)) }
        let isEnough = Atomic<Bool>(false)
        let thread = Thread {
            var key: UInt32 = 0
            while !isEnough.load(ordering: .relaxed) {
                try? map.update(key: Self.pair(key % 2000, 1), value: Self.pair(2, 0))
                _ = try? map.delete(key: Self.pair((key &+ 1000) % 2000, 1))
                key &+= 1
            }
        }
        thread.start()
        defer { isEnough.store(true, ordering: .relaxed) }
        for _ in 0..<50 {
            var seen: [[UInt8]: Int] = [:]
            try map.forEachElement { key, _ in seen[key, default: 0] += 1 }
            for key in 0..<1000 as Range<UInt32> where seen[Self.pair(key, 0)] != 1 {
                Issue.record("key \(key) came \(seen[Self.pair(key, 0)] ?? 0) times")
                return
            }
        }
    }

    // MARK: Memory

    @Test func variablesInPlace() throws {
        let object = try Fixture.load("loader_data")
        let changed = try object.variables["changed64"]
        #expect(changed.isMapped)
        #expect(try changed.load(as: Int64.self) == -4)
        #expect(try object.variables["constant32"].load(as: UInt32.self) == 3)
        #expect(try object.variables["point"].load(as: InlineArray<2, UInt32>.self)[1] == 7)
        #expect(try object.variables["text"].bytes() == Array("eleven char".utf8) + [0])
        let before = try object.run("add_all")
        let sum = try object.variables["sum"]
        #expect(try UInt32(truncatingIfNeeded: sum.load(as: UInt64.self)) == before)
        try changed.store(Int64(96))
        // private_zero went up by 1 as well.
        #expect(try object.run("add_all") == before &+ 101)
        #expect(try UInt32(truncatingIfNeeded: sum.load(as: UInt64.self)) == before &+ 101)
        // The kernel sees the same.
        let dump = try Bpftool.dump(map: object.maps[".data"].info().id)
        #expect("\(dump)".contains("96"))

        let constant = try object.variables["constant32"]
        #expect(throws: KernelError.self) { try constant.store(UInt32(1)) }
        let size = #expect(throws: KernelError.self) { try changed.load(as: Int32.self) }
        #expect("\(size!)" == "variable 'changed64': has 8 bytes, but 4 were asked for")
        let name = #expect(throws: LoadError.self) { try object.variables["changed65"] }
        #expect("\(name!)" == "no variable called 'changed65' was loaded; did you mean 'changed64'?")
    }

    @Test func variablesOfASectionThatIsNotMapped() throws {
        let object = try Fixture.load("loader_data") { spec in
            let index = try spec.map(named: ".data")
            spec.maps[index].flags &= ~MapSpec.mappable
        }
        let changed = try object.variables["changed64"]
        #expect(!changed.isMapped)
        let before = try object.run("add_all")
        #expect(try changed.load(as: Int64.self) == -4)
        try changed.store(Int64(96))
        #expect(try changed.bytes() == Int64(96).mapBytes)
        #expect(try object.run("add_all") == before &+ 101)
    }

    @Test func arraysAndArenasAsMemory() throws {
        let array = try Self.map("t_array_mapped")
        let memory = try array.memory()
        #expect(memory.count == 80 && memory.isWritable)
        try memory.store(UInt32(77), at: 3 * 8 + 4)
        #expect(try array.lookup(key: UInt32(3).mapBytes) == Self.pair(0, 77))
        try array.update(key: UInt32(9).mapBytes, value: Self.pair(5, 6))
        #expect(try memory.load(as: UInt32.self, at: 76) == 6)
        for offset in [77, 80, -1, .max, .min] {
            #expect(throws: KernelError.self) { try memory.load(as: UInt32.self, at: offset) }
            #expect(throws: KernelError.self) { try memory.store(UInt32(1), at: offset) }
        }
        let busy = #expect(throws: KernelError.self) { try array.freeze() }
        #expect(Self.isCall(busy, .busy))
        #expect(throws: KernelError.self) { try Self.map("t_array").memory() }

        let arena = try Self.map("t_arena").memory()
        #expect(arena.count == 3 * 4096)
        try arena.store(UInt64(12), at: 8192)
        // At an address that the definition asks for, if that is free.
        func placed(at address: UInt64) throws -> LoadedObject {
            try Fixture.load("map_types") { spec in
                for map in spec.maps { try spec.setCreated(map.name, map.name == "t_arena") }
                spec.maps[try spec.map(named: "t_arena")].extra = address
            }
        }
        let fixed = try placed(at: 1 << 44)
        let taken = #expect(throws: LoadError.self) { try placed(at: 1 << 44) }
        #expect(
            "\(taken!)"
                == "map 't_arena': is to be mapped at address 17592186044416 (map_extra), where this process has something else")
        withExtendedLifetime(fixed) {}
        #expect(try arena.load(as: UInt64.self, at: 8192) == 12)
    }
}
