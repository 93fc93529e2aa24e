import ELFLoader
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Maps by kind, beside the bytes that the untyped map finds in the kernel.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct TypedMapTests {
    /// `struct pair` of map_types.bpf.c
    private struct Pair: MapElement, Equatable {
        var first: UInt32
        var second: UInt32

        init(_ first: UInt32, _ second: UInt32) {
            self.first = first
            self.second = second
        }
    }

    /// The maps of map_types.bpf.c with these names.
    private static func maps(_ names: String...) throws -> LoadedObject {
        try Fixture.load("map_types") { spec in
            for map in spec.maps { try spec.setCreated(map.name, names.contains(map.name)) }
        }
    }

    private static func isCall(_ error: KernelError?, _ errno: Errno) -> Bool {
        if case .call(_, _, errno) = error { return true }
        return false
    }

    private static func unfit(_ body: () throws -> Void) -> String? {
        do { try body() } catch KernelError.unfit(_, let reason) { return reason } catch {}
        return nil
    }

    // MARK: Kinds

    @Test func aHash() throws {
        let untyped = try Self.maps("t_hash").maps["t_hash"]
        let map = try HashMap<Pair, Pair>(untyped)
        try map.update(Pair(1, 2), to: Pair(3, 4))
        #expect(try map[Pair(1, 2)] == Pair(3, 4))
        #expect(try map[Pair(2, 1)] == nil)
        #expect(try untyped.lookup(key: Pair(1, 2).mapBytes) == [3, 0, 0, 0, 4, 0, 0, 0].inHostOrder)
        let there = #expect(throws: KernelError.self) {
            try map.update(Pair(1, 2), to: Pair(0, 0), mode: .new)
        }
        #expect(Self.isCall(there, .exists))
        let missing = #expect(throws: KernelError.self) {
            try map.update(Pair(9, 9), to: Pair(0, 0), mode: .existing)
        }
        #expect(Self.isCall(missing, .noEntry))

        let more = (10..<19).map { (key: Pair($0, 0), value: Pair(0, $0)) }
        try map.update(more)
        var found: [UInt32: UInt32] = [:]
        let entries = try map.entries()
        for (key, value) in entries { found[key.first] = value.second }
        #expect(entries.error == nil)
        #expect(
            found == Dictionary(uniqueKeysWithValues: more.map { ($0.key.first, $0.value.second) })
                .merging([1: 4]) { $1 })
        let full = #expect(throws: KernelError.self) { try map.update(Pair(99, 0), to: Pair(0, 0)) }
        #expect(Self.isCall(full, .tooBig))

        #expect(try map.remove(Pair(1, 2)) == Pair(3, 4))
        #expect(try map.remove(Pair(1, 2)) == nil)
        #expect(try map.delete(Pair(10, 0)))
        #expect(try !map.delete(Pair(10, 0)))
    }

    @Test func anArray() throws {
        let map = try ArrayMap<Pair>(Self.maps("t_array").maps["t_array"])
        #expect(map.count == 10)
        #expect(try map[9] == Pair(0, 0))
        try map.update(9, to: Pair(5, 6))
        #expect(try map[9] == Pair(5, 6))
        for index in [-1, 10, .max] {
            #expect(Self.unfit { _ = try map[index] }?.contains("has no slot \(index)") == true)
            #expect(Self.unfit { try map.update(index, to: Pair(0, 0)) } != nil)
        }
    }

    @Test func valuesPerProcessor() throws {
        let object = try Self.maps("t_pcpu_hash", "t_pcpu_array")
        let hash = try PerCPUHashMap<Pair, Pair>(object.maps["t_pcpu_hash"])
        let array = try PerCPUArray<UInt64>(object.maps["t_pcpu_array"])
        let zeros = try array[3]
        let count = zeros.count
        #expect(count >= 1 && zeros.allSatisfy { $0 == 0 })

        let values = (0..<count).map { Pair(UInt32($0), 7) }
        #expect(try hash[Pair(1, 1)] == nil)
        try hash.update(Pair(1, 1), to: values)
        #expect(try hash[Pair(1, 1)] == values)
        #expect(Self.unfit { try hash.update(Pair(1, 1), to: values + values) } != nil)
        #expect(try hash.delete(Pair(1, 1)))
        #expect(try hash[Pair(1, 1)] == nil)

        try array.update(3, to: (0..<count).map { UInt64($0) << 40 })
        #expect(try array[3] == (0..<count).map { UInt64($0) << 40 })
        #expect(array.count == 10)
        #expect(Self.unfit { _ = try array[10] } != nil)
        #expect(Self.unfit { try array.update(3, to: []) } != nil)
    }

    @Test func theLongestPrefix() throws {
        let untyped = try Self.maps("t_trie").maps["t_trie"]
        // The key is struct pair: a length and 4 bytes.
        let routes = try LPMTrie<[4 of UInt8], UInt8>(untyped)
        try routes.update([10, 0, 0, 0], prefixLength: 8, to: 1)
        try routes.update([10, 1, 0, 0], prefixLength: 16, to: 2)
        #expect(try routes[[10, 1, 2, 3]] == 2)
        #expect(try routes[[10, 2, 2, 3]] == 1)
        #expect(try routes[[11, 1, 2, 3]] == nil)
        let long = #expect(throws: KernelError.self) {
            try routes.update([10, 1, 0, 0], prefixLength: 33, to: 2)
        }
        #expect(Self.isCall(long, .invalid))
        #expect(try routes.delete([10, 1, 0, 0], prefixLength: 16))
        #expect(try !routes.delete([10, 1, 0, 0], prefixLength: 16))
        #expect(try routes[[10, 1, 2, 3]] == 1)
    }

    @Test func aQueueAndAStack() throws {
        let object = try Self.maps("t_queue", "t_stack")
        let queue = try QueueMap<Pair>(object.maps["t_queue"])
        let stack = try StackMap<Pair>(object.maps["t_stack"])
        #expect(try queue.pop() == nil && stack.pop() == nil && queue.peek() == nil)
        for number: UInt32 in 1...10 {
            try queue.push(Pair(number, 0))
            try stack.push(Pair(number, 0))
        }
        #expect(try queue.peek() == Pair(1, 0) && stack.peek() == Pair(10, 0))
        let full = #expect(throws: KernelError.self) { try queue.push(Pair(11, 0)) }
        #expect(Self.isCall(full, .tooBig))
        try queue.push(Pair(11, 0), replacing: true)
        #expect(try queue.pop() == Pair(2, 0) && stack.pop() == Pair(10, 0))
    }

    @Test func aBloomFilter() throws {
        let filter = try BloomFilter<Pair>(Self.maps("t_bloom").maps["t_bloom"])
        #expect(try !filter.mayContain(Pair(1, 2)))
        try filter.insert(Pair(1, 2))
        #expect(try filter.mayContain(Pair(1, 2)))
    }

    @Test func mapsInMaps() throws {
        let object = try Self.maps("t_array_of", "t_hash_of", "ring_a", "ring_b", "hash_a")
        let array = try MapOfMaps<UInt32>(object.maps["t_array_of"])
        let hash = try MapOfMaps<UInt32>(object.maps["t_hash_of"])
        func inner(_ map: String, _ key: UInt32) throws -> UInt32? {
            try object.maps[map].lookup(key: key.mapBytes).flatMap { UInt32(mapBytes: $0) }
        }
        try array.update(1, to: object.maps["ring_a"])
        #expect(try inner("t_array_of", 1) == object.maps["ring_a"].info().id)
        try hash.update(77, to: object.maps["hash_a"], mode: .new)
        #expect(try inner("t_hash_of", 77) == object.maps["hash_a"].info().id)
        #expect(try hash.delete(77))
        #expect(try inner("t_hash_of", 77) == nil)
        let other = #expect(throws: KernelError.self) {
            try hash.update(5, to: object.maps["ring_a"])
        }
        #expect(Self.isCall(other, .invalid))
    }

    @Test func programsInSlots() throws {
        let object = try Fixture.load("loader_maps")
        let map = try #require(object.maps.first { $0.type == .programArray })
        let slots = try ProgramArray(map)
        #expect(slots.count == map.maxEntries)
        // What a tail call through an empty slot leads to, and what one through a filled slot does.
        let filled = try (0..<slots.count).filter { try map.lookup(key: UInt32($0).mapBytes) != nil }
        let slot = try #require(filled.first)
        #expect(try slots.clear(slot))
        #expect(try !slots.clear(slot))
        #expect(try map.lookup(key: UInt32(slot).mapBytes) == nil)
        let program = try object.programs["tail_first"]
        try slots.update(slot, to: program)
        let id = try map.lookup(key: UInt32(slot).mapBytes).flatMap { UInt32(mapBytes: $0) }
        #expect(try id == program.info().id)
        #expect(Self.unfit { try slots.update(slots.count, to: program) } != nil)
    }

    // MARK: What types can't express

    @Test func otherKindsAndSizesAreRefused() throws {
        let object = try Self.maps("t_hash", "t_array", "t_queue", "t_trie")
        func reason(_ body: () throws -> Void) -> String { Self.unfit(body) ?? "it was taken" }
        #expect(
            reason { _ = try HashMap<UInt32, Pair>(object.maps["t_hash"]) }
                == "has keys of 8 bytes, not 4")
        #expect(
            reason { _ = try HashMap<Pair, UInt8>(object.maps["t_hash"]) }
                == "has values of 8 bytes, not 1")
        #expect(
            reason { _ = try HashMap<UInt32, Pair>(object.maps["t_array"]) }
                == "has type array, expected hash or lru_hash")
        #expect(
            reason { _ = try StackMap<Pair>(object.maps["t_queue"]) } == "has type queue, expected stack")
        #expect(
            reason { _ = try LPMTrie<UInt64, UInt8>(object.maps["t_trie"]) }
                == "has keys of 8 bytes, not 12")
    }

    // MARK: Programs

    /// A program runs on the caller's packet as often as asked for, and its result and packet come back.
    @Test func aProgramRunsOnce() throws {
        let object = try Fixture.load("loader_maps")
        let packet = (0..<64).map { UInt8($0) }
        let run = try object.programs["tail_first"].testRun(
            ProgramTestInput(data: packet, count: 3, dataRoom: 16))
        #expect(run.result == 1001)
        // A socket filter's packet comes back without its Ethernet header (bpf_prog_test_run_skb, net/bpf/test_run.c).
        #expect(run.data == [UInt8](repeating: 0, count: 14) + [14, 15])
        #expect(run.dataSize == 64)
        let short = #expect(throws: KernelError.self) {
            _ = try object.programs["tail_first"].testRun(ProgramTestInput(data: [1]))
        }
        #expect(Self.isCall(short, .invalid))
    }
}

extension [UInt8] {
    /// Words of 4 bytes, written in little-endian order, as this machine has them.
    fileprivate var inHostOrder: [UInt8] {
        guard 1.littleEndian != 1 else { return self }
        return stride(from: 0, to: count, by: 4).flatMap { self[$0..<$0 + 4].reversed() }
    }
}
