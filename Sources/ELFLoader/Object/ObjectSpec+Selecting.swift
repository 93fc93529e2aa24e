extension ObjectSpec {
    /// Has only these programs loaded, and only the maps made that they use.
    ///
    /// Those of `SEC("?…")` are loaded, too, if they are named. Maps that were left out before stay so, but
    /// for a structure of functions (struct_ops): if all that a named program is a member of were left out,
    /// they are made.
    ///
    /// - Parameter isFollowing: Also loads the programs that the maps in use refer to: those in slots of
    ///   program arrays, and the other members of structures. If false, their places stay empty.
    /// - Throws: `ObjectError.notFound`; then nothing is changed.
    public mutating func loadOnly(
        _ names: [String], followingMaps isFollowing: Bool = true
    ) throws(ObjectError) {
        var chosen: Set<Int> = []
        for name in names { chosen.insert(try program(named: name)) }
        let needs = needs(of: chosen, isFollowing)
        for index in programs.indices { programs[index].isLoaded = needs.programs.contains(index) }
        for index in maps.indices {
            if needs.revived.contains(index) {
                maps[index].isCreated = true
            } else if !needs.maps.contains(index) {
                maps[index].isCreated = false
            }
        }
    }

    /// What some programs can't do without, as indices of `programs` and `maps`.
    private struct Needs {
        var programs: Set<Int>
        var maps: Set<Int> = []
        /// Structures that were left out.
        var revived: Set<Int> = []
    }

    /// Goes from programs to their functions and maps, and from maps to what they hold, until there is
    /// nothing new.
    private func needs(of chosen: Set<Int>, _ isFollowing: Bool) -> Needs {
        var needs = Needs(programs: chosen)
        var programsByName: [String: Int] = [:]
        for (index, program) in programs.enumerated() { programsByName[program.name] = index }
        var mapsByName: [String: Int] = [:]
        for (index, map) in maps.enumerated() { mapsByName[map.name] = index }
        /// By program: the structures that it is a member of.
        var structures: [String: [Int]] = [:]
        for (map, structure) in structOps {
            for function in structure.functions { structures[function.program, default: []].append(map) }
        }

        var seen: Set<Int> = []
        var openPrograms = Array(chosen)
        var openMaps: [Int] = []
        func use(_ map: Int?) {
            if let map, needs.maps.insert(map).inserted { openMaps.append(map) }
        }
        func load(_ name: String) {
            guard isFollowing, let program = programsByName[name],
                needs.programs.insert(program).inserted
            else { return }
            openPrograms.append(program)
        }
        while true {
            if let program = openPrograms.popLast() {
                let (used, hasOptions) = mapsUsed(byFunction: programs[program].function, &seen)
                for map in used { use(map) }
                if hasOptions { use(mapsByName[Self.configurationMap]) }
                for name in programs[program].mapsOfHook { use(mapsByName[name]) }
                let own = structures[programs[program].name] ?? []
                let made = own.filter { maps[$0].isCreated }
                if made.isEmpty { needs.revived.formUnion(own) }
                for map in made.isEmpty ? own : made { use(map) }
            } else if let map = openMaps.popLast() {
                switch maps[map].contents {
                case .maps(let slots):
                    for slot in slots { use(mapsByName[slot.name]) }
                case .programs(let slots):
                    for slot in slots { load(slot.name) }
                case .structOps(let structure):
                    for function in structure.functions { load(function.program) }
                case .nothing, .section, .arena: break
                }
            } else {
                return needs
            }
        }
    }

    /// The maps that a function refers to, and those that its callees do; and whether any of them reads an
    /// option of the kernel's configuration.
    ///
    /// - Parameter seen: Functions that were looked at before, and are not again.
    private func mapsUsed(byFunction function: Int, _ seen: inout Set<Int>) -> (maps: [Int], hasOptions: Bool) {
        guard seen.insert(function).inserted else { return ([], false) }
        var used: [Int] = []
        var hasOptions = false
        var open = [function]
        while let function = open.popLast() {
            for relocation in functions[function].relocations {
                switch relocation.target {
                case .map(let map), .data(let map, _): used.append(map)
                case .call(let callee), .functionAddress(let callee):
                    if seen.insert(callee).inserted { open.append(callee) }
                case .extern(let extern) where externs[extern].option != nil: hasOptions = true
                case .extern, .externCall, .jumpTable, .invalid: break
                }
            }
        }
        return (used, hasOptions)
    }
}

extension ProgramSpec {
    /// Names of maps that attaching the program needs, whether its instructions name them or not: those of
    /// usdt.bpf.h.
    fileprivate var mapsOfHook: [String] {
        if case .usdt? = kind?.hook { ["__bpf_usdt_specs", "__bpf_usdt_ip_to_spec_id"] } else { [] }
    }
}
