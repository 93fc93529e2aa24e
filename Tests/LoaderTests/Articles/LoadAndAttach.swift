// listing 1
import ELFLoader
// end of listing
import Testing

extension ArticleTests {
    @Test func loadAndAttach() throws {
        try withObject {
            // listing 1
            // What the file says.
            let spec = try ObjectSpec(contentsOf: "execs.bpf.o")
            // Its maps and programs, taken by the kernel.
            let object = try spec.load()
            // Attached to what its section names: raw_tp/sched_process_exec.
            let link = try object.programs["on_exec"].attach()

            let execs = try object.variables["execs"]
            print("\(try execs.load(as: UInt64.self)) programs were started")
            // end of listing

            try startSomething()
            #expect(try execs.load(as: UInt64.self) > 0)

            // listing 2
            link.detach()
            // end of listing
            let after = try execs.load(as: UInt64.self)
            try startSomething()
            #expect(try execs.load(as: UInt64.self) == after)

            // listing 3
            let attached = try object.programs["on_exec"].attach()
            try attached.pin(at: "/sys/fs/bpf/execs")
            // end of listing
            // listing 4
            let pinned = try Link(pinnedAt: "/sys/fs/bpf/execs")
            // end of listing
            #expect(try pinned.info().id == attached.info().id)

            // listing 5
            do {
                _ = try object.programs["on_exek"].attach()
            } catch {
                print(error)  // no program called 'on_exek' was loaded; did you mean 'on_exec'?
            }
            // end of listing
            let error = #expect(throws: LoadError.self) { try object.programs["on_exek"] }
            #expect("\(error!)" == "no program called 'on_exek' was loaded; did you mean 'on_exec'?")
        }
    }
}
