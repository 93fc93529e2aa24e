import CommandRun
import ELFLoader
import FixtureCompiler
import Foundation
import Glibc
import KernelOracle
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// Iterators that are read, clocks that tick, links that are pinned.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct IteratorTests {
    /// Pairs of integers, as the programs write them.
    private func pairs<Number: FixedWidthInteger>(_ bytes: [UInt8], of: Number.Type) -> [[Number]] {
        let size = MemoryLayout<Number>.size
        return stride(from: 0, to: bytes.count - 2 * size + 1, by: 2 * size).map { start in
            [start, start + size].map { at in
                bytes[at..<at + size].enumerated().reduce(0) {
                    $0 | Number(truncatingIfNeeded: $1.element) << (8 * Number($1.offset))
                }
            }
        }
    }

    @Test func theElementsOfAMap() throws {
        let watched: Watched
        do {
            watched = try Watched("hooks_map_iter", "dump_elements")
        } catch LoadError.kernel(.rejected(_, .notPermitted, let log)) where log.lastInstruction == nil {
            // Some hosts' kernels refuse these to all; emulated machines don't (tools/LoaderCheck).
            let object = try FixtureCompiler.compile("hooks_map_iter")
            #expect(throws: Bpftool.Failure.self) { try LibbpfLoad(object, name: "hooks_map_iter") }
            print("LEFT OUT: iter/bpf_map_elem: this kernel refuses it to libbpf as well")
            return
        }
        let map = try watched.object.maps["elements"]
        for key in UInt8(1)...5 {
            try map.update(key: [key, 0, 0, 0], value: [key * 10, 0, 0, 0, 0, 0, 0, 0])
        }
        let link = try watched.program.attach(over: .map(map))
        let expected = (UInt64(1)...5).map { [$0, $0 * 10] }
        // As often as it is read.
        for _ in 0..<2 {
            let found = pairs(try link.readAll(), of: UInt64.self)
            #expect(found.sorted { $0[0] < $1[0] } == expected)
        }
    }

    @Test func allTasks() throws {
        let watched = try Watched("hooks_iter", "dump_tasks")
        let link = try watched.program.attach()
        let mine = pairs(try link.readAll(), of: Int32.self).filter { $0[1] == getpid() }
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        #expect(mine.contains { $0[0] == $0[1] })
        #expect(abs(mine.count - threads.count) <= 4)
    }

    @Test func oneThread() throws {
        let watched = try Watched("hooks_iter", "dump_tasks")
        let thread = try Watched.thread()
        let link = try watched.program.attach(over: .thread(thread))
        #expect(pairs(try link.readAll(), of: Int32.self) == [[Int32(thread), getpid()]])
    }

    @Test func theClockOfEachProcessor() throws {
        let watched = try Watched("hooks_iter", "on_clock")
        let link = try watched.program.attachToClock(frequency: 1000)
        let ticks = try watched.growth {
            let end = Date() + 0.2
            while Date() < end {}
        }
        #expect(ticks >= 20)
        link.detach()
        // Another program on the same clock says when ticks have passed.
        let other = try Watched("hooks_iter", "on_clock")
        let clock = try other.program.attachToClock(frequency: 1000)
        let isStill = try watched.isStill {
            let before = try other.value("hits")
            try #require(try eventually { try other.value("hits") >= before + 20 })
        }
        #expect(isStill)
        clock.detach()
    }

    @Test func aPinnedLinkStays() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("swiftlet-pin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #require(mount("bpf", folder, "bpf", 0, nil) == 0)
        defer {
            umount2(folder, Int32(MNT_DETACH))
            try? FileManager.default.removeItem(atPath: folder)
        }
        let watched = try Watched("hooks_iter", "dump_tasks")
        let path = folder + "/link"
        let id: UInt32
        do {
            let link = try watched.program.attach()
            try link.pin(at: path)
            id = try link.info().id
            link.detach()
        }
        #expect(try Bpftool.show("link", id: id)["prog_id"] as? Int == Int(try watched.program.info().id))
        let again = try Link(pinnedAt: path)
        #expect(try again.info().id == id)
        #expect(try !again.readAll().isEmpty)
        again.detach()
        try Kernel.unpin(path, subject: "link")
        #expect(throws: LoadError.self) { try Link(pinnedAt: path) }
    }
}
