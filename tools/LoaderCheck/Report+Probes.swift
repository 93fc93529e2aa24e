internal import ELFLoader
internal import Glibc
internal import ProbedFunctions

extension Report {
    /// Loads one program of a fixture, which watches this thread.
    private static func watched(
        _ objects: Objects, _ fixture: String, _ program: String
    ) throws -> (spec: ObjectSpec, object: LoadedObject) {
        var spec = try objects.spec(fixture)
        for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
        try spec.setVariable("wanted_thread", to: UInt32(bitPattern: getpid()))
        return (spec, try spec.load())
    }

    /// Checks that a program counts this many of 100 calls while it is attached, and none when it is detached.
    private static func count(
        _ objects: Objects, _ fixture: String, _ program: String, _ counter: String, _ expected: UInt64,
        cookie: UInt64? = nil, _ call: () -> Void, _ attach: (LoadedProgram) throws -> Link
    ) throws {
        let (spec, object) = try watched(objects, fixture, program)
        let link = try attach(try object.programs[program])
        let before = try object.value(of: counter, spec)
        for _ in 0..<100 { call() }
        let between = try object.value(of: counter, spec)
        link.detach()
        for _ in 0..<100 { call() }
        try expect(between - before, expected, "calls counted")
        try expect(try object.value(of: counter, spec), between, "after detaching")
        if let cookie { try expect(try object.value(of: "last_cookie", spec), cookie, "cookie") }
    }

    private static func callBoth() {
        _ = getpgid(getpid())
        _ = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
    }

    /// Probes of kernel functions, and other programs that a call passes.
    mutating func checkProbes(_ objects: Objects) {
        let hasKprobes = Self.hasSymbol("register_kprobe")
        let hasManyKprobes = Self.hasSymbol("register_fprobe") || kernel < KernelVersion(5, 18)
        let bySection: [(program: String, counter: String, calls: UInt64, since: KernelVersion?, has: Bool)] = [
            ("on_offset", "hits", 100, nil, hasKprobes),
            ("on_system_call", "hits", 100, nil, hasKprobes),
            ("on_modify", "hits", 100, nil, true),
            // The kernel always attaches it.
            ("on_security", "hits", Self.runsSecurityHooks ? 100 : 0, nil, true),
            ("on_system_call_return", "returns", 100, nil, hasKprobes),
            ("on_many", "hits", 200, KernelVersion(5, 18), hasManyKprobes),
            ("on_one_of_many", "hits", 100, KernelVersion(5, 18), hasManyKprobes),
            ("on_many_returns", "returns", 100, KernelVersion(5, 18), hasManyKprobes),
            ("on_session", "hits", 200, KernelVersion(6, 10), hasManyKprobes),
        ]
        for (program, counter, calls, since, has) in bySection {
            check("probe: \(program)", since: since, hasFeature: has) {
                try Self.count(
                    objects, "hooks_kernel", program, counter, calls, Self.callBoth
                ) { try $0.attach() }
            }
        }
        check("probe: cookie", since: KernelVersion(5, 15), hasFeature: hasKprobes) {
            try Self.count(
                objects, "hooks_kernel", "with_cookie", "hits", 100, cookie: 77,
                Self.callBoth
            ) {
                try $0.attach(
                    to: .kprobe(function: Kernel.systemCallPrefix + "getpgid", isReturn: false),
                    AttachOptions(cookie: 77))
            }
        }
        check("probe: fentry with a cookie", since: KernelVersion(5, 19)) {
            try Self.count(
                objects, "hooks_kernel", "on_entry_with_cookie", "hits", 100, cookie: 78,
                Self.callBoth
            ) { try $0.attach(AttachOptions(cookie: 78)) }
        }
        check("probe: no such system call is named", hasFeature: hasKprobes) {
            let (_, object) = try Self.watched(objects, "hooks_kernel", "on_no_system_call")
            do {
                _ = try object.programs["on_no_system_call"].attach()
            } catch LoadError.kernel(.noFunction(let name, _)) {
                try expect(name, Kernel.systemCallPrefix + "no_such_call", "function")
                return
            }
            throw CheckFailure("attached")
        }
    }

    /// Whether BPF is among the active security modules.
    private static var runsSecurityHooks: Bool {
        let path = "/sys/kernel/security/lsm"
        // If securityfs is not mounted, assume that it is.
        guard let text = try? Kernel.readFile(path), !text.isEmpty else { return true }
        return String(decoding: text, as: UTF8.self).split { $0 == "," || $0 == "\n" }.contains("bpf")
    }

    /// Without /sys the loader can't know how perf_event_open(2) creates probes. It creates them in tracefs,
    /// and removes them.
    mutating func checkTracefsProbes(_ objects: Objects) {
        check("nothing is mounted at /sys") {
            guard (try? Kernel.readFile("/sys/bus/event_source/devices/uprobe/type")) == nil else {
                throw CheckFailure("something is: umount /sys")
            }
        }
        let hasKprobes = Self.hasSymbol("register_kprobe")
        for (program, counter) in [("on_system_call", "hits"), ("on_system_call_return", "returns")] {
            check("probe in tracefs: \(program)", hasFeature: hasKprobes) {
                let (spec, object) = try Self.watched(objects, "hooks_kernel", program)
                let link = try object.programs[program].attach()
                for _ in 0..<100 { Self.callBoth() }
                let counted = try object.value(of: counter, spec)
                link.detach()
                for _ in 0..<100 { Self.callBoth() }
                try expect(counted, 100, "calls counted")
                try expect(try object.value(of: counter, spec), 100, "after detaching")
            }
        }
        check("probe in tracefs: uprobe") {
            let (spec, object) = try Self.watched(objects, "hooks_user", "anywhere")
            let hook = Hook.uprobe(
                UserFunction(path: "/proc/self/exe", symbol: "swiftlet_probed_first"), isReturn: false)
            let link = try object.programs["anywhere"].attach(to: hook)
            for _ in 0..<100 { _ = swiftlet_probed_first(1) }
            link.detach()
            for _ in 0..<100 { _ = swiftlet_probed_first(1) }
            try expect(try object.value(of: "hits", spec), 100, "calls counted")
        }
    }

    /// Whether the kernel has a function with this name.
    static func hasSymbol(_ name: String) -> Bool {
        guard let symbols = try? Kernel.readFile("/proc/kallsyms") else { return true }
        return symbols.split(separator: UInt8(ascii: "\n")).contains { line in
            let words = line.split(maxSplits: 3) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            return words.count > 2 && words[2].elementsEqual(name.utf8)
        }
    }
}
