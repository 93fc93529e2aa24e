import ELFLoader
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Programs once they are loaded: runs, logs, ids and statistics.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct RunTimeTests {
    @Test func whatTheVerifierWritesIsKeptIfAskedFor() throws {
        let spec = try Fixture.spec("loader_maps")
        var sizes: [Int] = []
        for level in [[], .statistics, .path, .everyState] as [VerifierLogLevel] {
            var options = LoadOptions()
            options.verifierLog = level
            let program = try spec.load(options: options).programs["use_maps"]
            #expect((program.verifierLog == nil) == level.isEmpty)
            #expect(program.loadNanoseconds > 1000 && program.loadNanoseconds < 10_000_000_000)
            guard let log = program.verifierLog else { continue }
            sizes.append(log.text.utf8.count)
            let processed = "processed \(try program.info().verifiedInstructions) insns"
            #expect(log.text.contains(processed), "\(level.rawValue)")
        }
        #expect(sizes.count == 3 && sizes[2] > 2 * max(sizes[0], sizes[1]))
    }

    @Test func aLogThatIsLongIsWhole() throws {
        var options = LoadOptions()
        options.verifierLog = [.everyState, .statistics]
        let object = try Fixture.spec("perf_output").load(options: options)
        let log = try #require(try object.programs["write_samples"].verifierLog)
        // Longer than the first buffer, and with its end.
        #expect(log.text.utf8.count > 1 << 16)
        #expect(log.text.contains("processed "))
    }

    @Test func packetsComeBack() throws {
        let object = try Fixture.load("map_types")
        let program = try object.programs["idle"]
        var input = ProgramTestInput(data: (0..<100).map { UInt8($0) }, count: 10, dataRoom: 200)
        let run = try Kernel.programTestRun(program.descriptor.number, input, name: "idle")
        // A socket filter's packet comes back with zeroes for its link header.
        let expected = [UInt8](repeating: 0, count: 14) + input.data.dropFirst(14)
        #expect(run.result == 0 && run.dataSize == 100 && run.data == expected)
        input.dataRoom = 20
        let cut = try Kernel.programTestRun(program.descriptor.number, input, name: "idle")
        #expect(cut.dataSize == 100 && cut.data == Array(expected.prefix(20)))
        // struct __sk_buff: priority is at byte 32.
        var context = [UInt8](repeating: 0, count: 192)
        context[32] = 7
        input.context = context
        let with = try Kernel.programTestRun(program.descriptor.number, input, name: "idle")
        #expect(with.context.count >= 36 && with.context[32] == 7)
    }

    @Test func everythingIsFoundByItsID() throws {
        let object = try Fixture.load("loader_maps")
        let program = try object.programs["use_maps"]
        let info = try program.info()
        #expect(Kernel.ids(of: .program).contains(info.id))
        #expect(Kernel.ids(of: .btf).contains(info.btf))
        #expect(
            try opened(.program, info.id) { try Kernel.programInfo($0, name: "again").tag } == info.tag)
        #expect(try opened(.program, .max) { $0 } == nil)
        let shown = try Bpftool.show("prog", id: info.id)
        let maps = try Kernel.programMaps(program.descriptor.number, name: "again")
        #expect(maps.sorted() == (shown["map_ids"] as? [Int])?.map { UInt32($0) }.sorted())
        #expect(info.mapCount == maps.count && info.isGPLCompatible && info.user == 0)
        #expect(info.machineCodeSize == shown["bytes_jited"] as? Int ?? 0)
        for id in maps {
            #expect(Kernel.ids(of: .map).contains(id))
            #expect(try opened(.map, id) { try Kernel.mapInfo($0, name: "map").id } == id)
        }
        let table = try #require(
            try opened(.btf, info.btf) { try Kernel.btfInfo($0, name: "types") })
        #expect(table.id == info.btf && table.size > 100 && !table.isKernel)
        var kernel: BTFInfo?
        for id in Kernel.ids(of: .btf) where kernel == nil {
            let found = try opened(.btf, id) { try Kernel.btfInfo($0, name: "types") }
            if let found, found.isKernel { kernel = found }
        }
        #expect(kernel?.name == "vmlinux")
        let ids = Array(Kernel.ids(of: .program))
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    }

    private func opened<Value>(
        _ kind: Kernel.ObjectKind, _ id: UInt32, _ body: (Int32) throws -> Value
    ) throws -> Value? {
        guard let descriptor = try Kernel.open(kind, id: id) else { return nil }
        return try body(descriptor.number)
    }

    @Test func statisticsCountWhileTheyAreOn() throws {
        let program = try Fixture.load("map_types").programs["idle"]
        func run() throws {
            _ = try Kernel.programTestRun(
                program.descriptor.number, data: [UInt8](repeating: 0, count: 64), count: 50,
                name: "idle")
        }
        let statistics = try Kernel.enableStatistics()
        try run()
        let info = try program.info()
        // A test run counts where the program is called through the kernel's dispatcher.
        let shown = try Bpftool.show("prog", id: info.id)
        #expect(Int(info.runCount) == shown["run_cnt"] as? Int ?? 0)
        #expect(Int(info.runTime) == shown["run_time_ns"] as? Int ?? 0)
        #expect(info.runCount >= 50 && info.runTime > 0)
        withExtendedLifetime(statistics) {}
    }
}
