// listing 1
import ELFLoader
// end of listing
import Testing

extension ArticleTests {
    @Test func editASpec() throws {
        try withObject {
            // listing 1
            var spec = try ObjectSpec(contentsOf: "execs.bpf.o")

            try spec.setVariable("first_pid", to: UInt32(1000))
            try spec.resizeMap("events", to: 1 << 20)
            try spec.setLoaded("on_exit", false)
            // end of listing

            // listing 2
            try spec.setVariable("first_pid", parsing: "1000")
            try spec.loadOnly(["on_exec"])
            // end of listing

            // listing 3
            let plan = try LoadPlan(spec)
            for program in plan.programs {
                for patch in program.assembled().patches {
                    print("\(program.spec.name) instruction \(patch.instruction): \(patch.reason)")
                }
            }
            // end of listing
            #expect(plan.programs.map { $0.spec.name } == ["on_exec"])
            let reasons = plan.programs.flatMap { $0.assembled().patches }.map { $0.reason }
            #expect(reasons.contains("descriptor of map 'events'"))
            #expect(reasons.contains { $0.hasPrefix("address of '.rodata' + ") })

            // listing 4
            let object = try spec.load()
            // end of listing
            #expect(object.programs.map { $0.name } == ["on_exec"])
            #expect(try object.maps["events"].maxEntries == 1 << 20)
            #expect(try object.variables["first_pid"].load(as: UInt32.self) == 1000)

            // listing 5
            var options = LoadOptions()
            options.maps["events"] = try object.maps["events"]
            let second = try spec.load(options: options)
            // end of listing
            #expect(try second.maps["events"].info().id == object.maps["events"].info().id)
        }
    }
}
