import ELFLoader
import FixtureCompiler
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Some of an object's programs, with what they need and nothing else.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct SelectingTests {
    /// The names of the maps and programs that loading only these programs makes.
    private func chosen(
        _ fixture: String, _ names: [String], flags: [String] = [], isFollowing: Bool = true
    ) throws -> (maps: Set<String>, programs: Set<String>) {
        var spec = try Fixture.spec(fixture, flags: flags)
        try spec.loadOnly(names, followingMaps: isFollowing)
        return (
            Set(spec.maps.filter { $0.isCreated }.map { $0.name }),
            Set(spec.programs.filter { $0.isLoaded }.map { $0.name })
        )
    }

    @Test func anOptionNeedsItsMap() throws {
        let (maps, programs) = try chosen("loader_selecting", ["reads_option"])
        #expect(maps == [".kconfig"])
        #expect(programs == ["reads_option"])
        let object = try Fixture.load("loader_selecting") { try $0.loadOnly(["reads_option"]) }
        #expect(try object.run("reads_option") == 1)
        #expect(try chosen("loader_selecting", ["reads_nothing"]).maps.isEmpty)
    }

    /// Options of maps that are left out are not looked up.
    @Test func anOptionThatNobodyReads() throws {
        var spec = try Fixture.spec("loader_externs")
        try spec.loadOnly(["symbols"])
        let options = LoadOptions(configuration: "CONFIG_HZ=nonsense")
        #expect(try spec.load(options: options).programs.count == 1)
    }

    /// Never descriptor 0, which the verifier takes for whatever the process has open there.
    @Test func anOptionWhoseMapIsLeftOutIsNamed() throws {
        let error = #expect(throws: LoadError.self) {
            try Fixture.load("loader_selecting") {
                try $0.loadOnly(["reads_option"])
                try $0.setCreated(".kconfig", false)
            }
        }
        #expect("\(error!)".contains("map '.kconfig' is left out"), "\(error!)")
    }

    @Test func slotsAndTheirSlots() throws {
        let (maps, programs) = try chosen("loader_selecting", ["head"])
        #expect(maps == ["next_step", "last_step"])
        #expect(programs == ["head", "tail", "last"])
        let alone = try chosen("loader_selecting", ["head"], isFollowing: false)
        #expect(alone.maps == ["next_step"])
        #expect(alone.programs == ["head"])
        let object = try Fixture.load("loader_selecting") { try $0.loadOnly(["head"]) }
        #expect(try object.run("head") == 3)
    }

    @Test func staticProbesNeedTheirMaps() throws {
        let maps = try chosen("hooks_usdt", ["on_arguments"]).maps
        #expect(maps.isSuperset(of: ["__bpf_usdt_specs", "__bpf_usdt_ip_to_spec_id"]))
    }

    @Test func aMemberNeedsItsStructure() throws {
        let (maps, programs) = try chosen("struct_ops", ["ours_ssthresh"])
        #expect(maps == ["ours", "registered"])
        #expect(programs == ["ours_ssthresh", "ours_undo_cwnd", "ours_cong_avoid"])
        let object = try Fixture.load("struct_ops") {
            try $0.loadOnly(["ours_ssthresh"])
            try $0.setCreated("registered", false)
        }
        let link = try object.attach(structOps: "ours")
        #expect(link.mechanism == .link)
        let alone = try chosen("struct_ops", ["ours_ssthresh"], isFollowing: false)
        #expect(alone.programs == ["ours_ssthresh"])
        #expect(alone.maps == ["ours", "registered"])
    }

    @Test func aMemberOfAStructureThatIsOptional() throws {
        #expect(try chosen("struct_ops", ["not_needed"]).maps == ["optional"])
    }

    /// What the kernel knows of values by their types it knows for one BTF.
    @Test func programsThatShareMapsShareTypes() throws {
        func load(_ name: String, _ options: LoadOptions) throws -> LoadedObject {
            var spec = try Fixture.spec("loader_selecting", flags: ["-DOWNED"])
            try spec.loadOnly([name])
            return try spec.load(options: options)
        }
        let first = try load("takes", LoadOptions())
        var options = LoadOptions()
        options.maps = ["owners": try first.maps["owners"]]
        #expect(throws: LoadError.self) { try load("gives", options) }
        options.types = first.types
        #expect(try load("gives", options).programs.count == 1)
    }

    /// What loads with all maps loads with those that it needs, and by itself beside the others.
    @Test(arguments: try FixtureCompiler.names())
    func eachLoadsAsTheWhole(fixture: String) throws {
        // One is there to be refused when it is parsed.
        guard fixture != "legacy_maps" else { return }
        let spec = try Fixture.spec(fixture)
        var options = LoadOptions()
        for program in spec.programs {
            var (whole, own) = (spec, spec)
            for other in spec.programs { try whole.setLoaded(other.name, other.name == program.name) }
            // Gone before the next: an arena's address is taken once.
            guard let tag = try? whole.load().programs.first?.info().tag else { continue }
            try own.loadOnly([program.name], followingMaps: false)
            do {
                let loaded = try own.load(options: options)
                #expect(try loaded.programs.first?.info().tag == tag, "\(program.name)")
                for map in loaded.maps { options.maps[map.name] = map }
                options.types = loaded.types
            } catch {
                Issue.record("\(program.name): \(error)")
            }
        }
    }
}
