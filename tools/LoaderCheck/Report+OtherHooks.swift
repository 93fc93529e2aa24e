internal import ELFLoader
internal import Glibc
internal import ProbedFunctions

extension Report {
    /// Functions of this program itself.
    mutating func checkUserProbes(_ objects: Objects) {
        let hook = Hook.uprobe(
            UserFunction(path: "/proc/self/exe", symbol: "swiftlet_probed_first"), isReturn: false)
        let many = Hook.uprobes(
            path: "/proc/self/exe", pattern: "swiftlet_prob?d_*t", at: .entry)
        func run(_ program: String, _ hook: Hook, _ options: AttachOptions = AttachOptions()) throws {
            var spec = try objects.spec("hooks_user")
            for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
            try spec.setVariable("wanted_thread", to: UInt32(bitPattern: getpid()))
            let object = try spec.load()
            let link = try object.programs[program].attach(to: hook, options)
            for _ in 0..<100 { _ = swiftlet_probed_first(1) }
            let counted = try object.value(of: "hits", spec)
            link.detach()
            for _ in 0..<100 { _ = swiftlet_probed_first(1) }
            try expect(counted, 100, "calls counted")
            try expect(try object.value(of: "hits", spec), counted, "after detaching")
            if options.cookie != 0 {
                try expect(try object.value(of: "last_cookie", spec), options.cookie, "cookie")
            }
        }
        check("uprobe") { try run("anywhere", hook) }
        check("uprobe: of a process") {
            try run("anywhere", hook, AttachOptions(process: getpid()))
        }
        check("uprobe: cookie", since: KernelVersion(5, 15)) {
            try run("with_cookie", hook, AttachOptions(cookie: 79))
        }
        check("uprobe: many", since: KernelVersion(6, 6)) {
            try run("on_many_with_cookie", many, AttachOptions(cookie: 80))
        }
    }

    /// Static probes of this program itself.
    mutating func checkStaticProbes(_ objects: Objects) {
        let hasCookies: UInt8 = kernel >= KernelVersion(5, 15) ? 1 : 0
        func run(
            _ program: String, _ pass: () -> Void, _ look: (LoadedObject, ObjectSpec) throws -> Void
        ) throws {
            var spec = try objects.spec("hooks_usdt")
            for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
            try spec.setVariable("wanted_thread", to: UInt32(bitPattern: getpid()))
            try spec.setVariable("has_cookies", to: hasCookies)
            let object = try spec.load()
            let link = try object.programs[program].attach(AttachOptions(process: getpid()))
            pass()
            try look(object, spec)
            link.detach()
            pass()
            try look(object, spec)
        }
        check("usdt: arguments") {
            try run("on_arguments", { swiftlet_pass_arguments(-5, -6) }) { object, spec in
                try expect(object.value(of: "hits", spec), 1, "hits")
                let expected: [Int64] = [
                    -5, -6, Int64(SWIFTLET_PROBE_CONSTANT), Int64(SWIFTLET_PROBE_SHORT),
                    Int64(SWIFTLET_PROBE_BYTE), Int64(SWIFTLET_PROBE_ON_STACK),
                    Int64(SWIFTLET_PROBE_INDEXED),
                ]
                for (number, value) in expected.enumerated() {
                    try expect(
                        Int64(bitPattern: object.value(of: "a\(number)", spec)), value,
                        "argument \(number)")
                }
            }
        }
        check("usdt: two places, of which one is passed") {
            try run("on_places", { swiftlet_pass_there(88) }) { object, spec in
                try expect(object.value(of: "hits", spec), 1, "hits")
                try expect(object.value(of: "a0", spec), 88, "argument")
            }
        }
        check("usdt: semaphore") {
            try run("on_counted", { _ = swiftlet_pass_counted() }) { object, spec in
                try expect(object.value(of: "hits", spec), 1, "hits")
                try expect(object.value(of: "a0", spec), 1, "readers")
            }
        }
    }

    /// Hooks of networks, security modules, iterators and clocks.
    mutating func checkOtherHooks(_ objects: Objects) {
        func attached(
            _ fixture: String, _ program: String, _ attach: (LoadedProgram) throws -> Link
        ) throws {
            let object = try objects.load(fixture, only: program)
            let link = try attach(try object.programs[program])
            try expect(
                try link.info().program, try object.programs[program].info().id, "program of the link")
        }
        let cgroup = "/cgroup2"
        // SAFETY: strings that outlive the calls.
        _ = unsafe mkdir(cgroup, 0o755)
        let hasCgroups = unsafe mount("none", cgroup, "cgroup2", 0, nil) == 0 || errno == EBUSY
        let cgroupHooks: [(String, KernelVersion?)] = [
            ("on_cgroup_egress", nil), ("on_socket", nil), ("on_send", nil),
            ("on_unix_connect", KernelVersion(6, 7)),
        ]
        for (program, since) in cgroupHooks where hasCgroups {
            check("cgroup: \(program)", since: since) {
                try attached("hooks_net", program) { try $0.attach(toCgroup: cgroup) }
            }
        }
        check("lsm_cgroup", since: KernelVersion(6, 0)) {
            try attached("hooks_kernel", "on_cgroup_security") { try $0.attach(toCgroup: cgroup) }
        }
        check("xdp") {
            try attached("hooks_net", "on_xdp") { try $0.attach(toInterface: "lo", mode: .generic) }
        }
        check("xdp.frags", since: KernelVersion(5, 18)) {
            try attached("hooks_net", "on_xdp_fragments") {
                try $0.attach(toInterface: "lo", mode: .generic)
            }
        }
        check("tcx", since: KernelVersion(6, 6)) {
            try attached("hooks_net", "on_ingress") { try $0.attach(toInterface: "lo") }
            try attached("hooks_net", "on_egress") { try $0.attach(toInterface: "lo") }
        }
        check("netfilter", since: KernelVersion(6, 4)) {
            try attached("hooks_net", "on_netfilter") {
                try $0.attach(toNetfilter: NetfilterHook(isIPv6: false, .toThisHost), priority: 7)
            }
        }
        check("sk_lookup") {
            try attached("hooks_net", "on_lookup") {
                try $0.attach(toNetworkNamespace: "/proc/self/ns/net")
            }
        }
        check("iterator over tasks") {
            let object = try objects.load("hooks_iter", only: "dump_tasks")
            let bytes = try object.programs["dump_tasks"].attach().readAll()
            guard bytes.count >= 16, bytes.count.isMultiple(of: 8) else {
                throw CheckFailure("\(bytes.count) bytes")
            }
        }
        check("iterator over a map") {
            let object = try objects.load("hooks_map_iter")
            let map = try object.maps["elements"]
            for key in UInt8(1)...5 {
                try map.update(key: [key, 0, 0, 0], value: [key, 0, 0, 0, 0, 0, 0, 0])
            }
            let link = try object.programs["dump_elements"].attach(over: .map(map))
            try expect(try link.readAll().count, 5 * 16, "bytes of five elements")
        }
        check("perf event: the clock") {
            let spec = try objects.spec("hooks_iter")
            let object = try objects.load("hooks_iter", only: "on_clock")
            let link = try object.programs["on_clock"].attachToClock(frequency: 1000)
            let end = clock() + 500_000
            while clock() < end {}
            link.detach()
            guard try object.value(of: "hits", spec) > 10 else { throw CheckFailure("no ticks") }
        }
    }
}
