internal import ELFLoader

extension Report {
    mutating func checkProgramTypes(_ objects: Objects) {
        for (program, result) in [("socket_filter", 7), ("classifier", 8), ("packet", 2)] as [(String, UInt32)] {
            check("program type: \(program)") {
                let object = try objects.load("kernel_kinds", only: program)
                try expect(object.run(program), result, "result")
            }
        }
        check("program type: system_call", since: KernelVersion(5, 14)) {
            let object = try objects.load("kernel_kinds", only: "system_call")
            try expect(object.run("system_call", packet: 0), 9, "result")
        }
        check("program type: perf_event") {
            let object = try objects.load("kernel_kinds", only: "perf_event")
            try expect(object.programs["perf_event"].info().type, 7, "type")
        }
    }
}
