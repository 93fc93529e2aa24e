import ELFLoader

// The listings of ELFLoader.docc, which must build with the public API. Tests/LoaderTests/Articles runs them.

func editASpec() throws {
    var spec = try ObjectSpec(contentsOf: "execs.bpf.o")
    try spec.setVariable("first_pid", to: UInt32(1000))
    try spec.resizeMap("events", to: 1 << 20)
    try spec.setLoaded("on_exit", false)
    try spec.setVariable("first_pid", parsing: "1000")
    try spec.loadOnly(["on_exec"])
    let plan = try LoadPlan(spec)
    for program in plan.programs {
        for patch in program.assembled().patches {
            print("\(program.spec.name) instruction \(patch.instruction): \(patch.reason)")
        }
    }
    let object = try spec.load()
    var options = LoadOptions()
    options.maps["events"] = try object.maps["events"]
    let second = try spec.load(options: options)
    print(second.programs.count)
}

func loadAndAttach() throws {
    let object = try ObjectSpec(contentsOf: "execs.bpf.o").load()
    let link = try object.programs["on_exec"].attach()
    let execs = try object.variables["execs"]
    print("\(try execs.load(as: UInt64.self)) programs were started")
    link.detach()
    let attached = try object.programs["on_exec"].attach()
    try attached.pin(at: "/sys/fs/bpf/execs")
    let pinned = try Link(pinnedAt: "/sys/fs/bpf/execs")
    print(pinned.program)
    do {
        _ = try object.programs["on_exek"].attach()
    } catch {
        print(error)
    }
}

func readARingBuffer() throws {
    let object = try ObjectSpec(contentsOf: "execs.bpf.o").load()
    let events = try object.maps["events"]
    var reader = try events.ringBuffer()
    try reader.consume { (record) throws(BytesError) in
        let pid = try record.load(UInt32.self, at: 0, .host)
        let comm = try record.text(at: 4, count: 16)
        print("\(pid) \(comm)")
    }
    var poller = try RingBufferPoller()
    try poller.add(events)
    if try poller.wait(timeoutMilliseconds: 1000).isEmpty { return }
    reader.consume { record in
        print("\(record.byteCount) bytes")
    }
    if let fault = reader.fault { throw fault }
}
