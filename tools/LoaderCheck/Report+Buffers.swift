internal import ELFLoader

extension Report {
    /// Perf event arrays, and the records of programs that ran.
    mutating func checkBuffers(_ objects: Objects) {
        check("perf buffer: every sample of every CPU") {
            let object = try objects.load("perf_output")
            let map = try object.maps["events"]
            let program = try object.programs["write_samples"]
            var buffer = try PerfBuffer(
                map: map.descriptor.number, entries: map.maxEntries, pages: 4, name: map.name)
            var next: [Int: UInt64] = [:]
            var count = 0
            var wrong = 0
            for _ in 0..<200 {
                for processor in buffer.processors {
                    let input = ProgramTestInput(processor: UInt32(processor))
                    let run = try Kernel.programTestRun(
                        program.descriptor.number, input, name: program.name)
                    try expect(run.result, 0, "line of perf_output.bpf.c")
                }
                guard try buffer.wait(timeoutMilliseconds: 1000) else {
                    throw CheckFailure("no wake-up")
                }
                buffer.consume { processor, sample in
                    guard sample.byteCount >= 16 else {
                        wrong += 1
                        return
                    }
                    // SAFETY: the sample has 16 bytes at least.
                    let number = unsafe sample.unsafeLoadUnaligned(
                        fromByteOffset: 0, as: UInt64.self)
                    if number != next[processor, default: 0] { wrong += 1 }
                    next[processor] = number + 1
                    count += 1
                }
            }
            try expect(wrong, 0, "samples out of order")
            try expect(buffer.lost, 0, "lost samples")
            try expect(count, 200 * 8 * buffer.processors.count, "samples")
        }
        check("perf buffer: lost samples are counted") {
            let object = try objects.load("perf_output") { try $0.setVariable("batch", to: UInt32(64)) }
            let map = try object.maps["events"]
            let program = try object.programs["write_samples"]
            var buffer = try PerfBuffer(
                map: map.descriptor.number, entries: map.maxEntries, pages: 1, name: map.name)
            for _ in 0..<10 {
                let input = ProgramTestInput(processor: UInt32(buffer.processors.first ?? 0))
                _ = try Kernel.programTestRun(program.descriptor.number, input, name: program.name)
                buffer.consume { _, _ in }
            }
            guard buffer.lost > 100 else { throw CheckFailure("\(buffer.lost) lost") }
        }
        check("ids and statistics") {
            let object = try objects.load("map_types", only: "idle") { spec in
                for map in spec.maps { try spec.setCreated(map.name, false) }
            }
            let info = try object.programs["idle"].info()
            try expect(Kernel.ids(of: .program).contains(info.id), true, "the program's id is listed")
            let statistics = try Kernel.enableStatistics()
            _ = try object.run("idle")
            try expect(try Kernel.open(.program, id: .max) == nil, true, "an id that nobody has")
            withExtendedLifetime(statistics) {}
        }
    }
}
