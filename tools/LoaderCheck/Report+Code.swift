internal import ELFLoader

extension Report {
    /// Calls, subprograms and callbacks. Tail calls are in Report+Maps.
    mutating func checkCode(_ objects: Objects) {
        check("code without maps") {
            try expect(objects.load("loader_no_maps").run("answer"), 42, "answer")
        }
        check("calls of functions") {
            let object = try objects.load("loader_calls") { try $0.setLoaded("by_address", false) }
            try expect(object.run("direct"), 0, "line of loader_calls.bpf.c")
            try expect(object.run("in_other_order"), 0, "line of loader_calls.bpf.c")
        }
        check("atomic operations with a result", since: KernelVersion(5, 12)) {
            let object = try objects.load("kernel_kinds", only: "fetches")
            try expect(object.run("fetches"), 1, "fetches")
        }
        check("functions as callbacks, bpf_loop", since: KernelVersion(5, 17)) {
            try expect(
                objects.load("loader_calls").run("by_address"), 0, "line of loader_calls.bpf.c")
        }
    }
}
