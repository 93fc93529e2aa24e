// loader-bench: our side of what tools/bench measures in the loader. libbpf's side is libbpf.c, with the same
// arguments and the same output: a number in nanoseconds.

internal import ELFLoader
internal import Glibc
internal import LoaderBenchLoad

/// `loader-bench drained|concurrent OBJECT SIZE RECORDS`, `loader-bench types [NAME ...]`.
@main struct LoaderBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        let mode = arguments.count > 1 ? arguments[1] : ""
        switch mode {
        case "drained", "concurrent":
            guard arguments.count == 5, let size = UInt32(arguments[3]), let records = Int(arguments[4]) else { break }
            try ring(arguments[2], size, records, concurrent: mode == "concurrent")
            return
        case "types":
            try types(arguments.dropFirst(2))
            return
        default: break
        }
        print("usage: loader-bench drained|concurrent OBJECT SIZE RECORDS | types [NAME ...]")
        exit(64)
    }

    /// Nanoseconds per record. Drained: a full ring is read, and filled again, until there were enough records.
    /// Concurrent: another thread fills it meanwhile.
    private static func ring(_ path: String, _ size: UInt32, _ records: Int, concurrent: Bool) throws {
        let object = try ObjectSpec(contentsOf: path).load()
        var reader = try object.maps["ring"].ringBuffer()
        let program = try object.programs["fill"].descriptor.number
        var (taken, spent, sum) = (0, UInt64(0), UInt64(0))
        if concurrent { bench_start(program, 1000, size) }
        let start = bench_now()
        while taken < records {
            if !concurrent { bench_fill(program, .max >> 10, size) }
            let begin = bench_now()
            taken += reader.consume { record in 
                // SAFETY: no record has fewer than 32 bytes.
                sum &+= unsafe record.unsafeLoad(as: UInt64.self)
            }
            spent += bench_now() - begin
        }
        if concurrent {
            spent = bench_now() - start
            bench_stop()
        }
        print(Double(spent) / Double(taken), sum & 1)
    }

    /// Nanoseconds to read the kernel's types, the way of a library's user, and to find structures by name.
    private static func types(_ names: ArraySlice<String>) throws {
        let start = bench_now()
        let types = try TargetTypes.file("/sys/kernel/btf/vmlinux")
        var found = 0
        for name in names { found += types.table?.ids(named: name, in: BTFKinds(.structure)).count ?? 0 }
        print(bench_now() - start, found)
    }
}
