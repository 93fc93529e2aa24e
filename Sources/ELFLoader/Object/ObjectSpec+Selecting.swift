extension ObjectSpec {
    /// Selects the programs to load, and creates only the maps that they use.
    ///
    /// Programs in `SEC("?…")` are loaded too, if they are named. Maps that were already left out
    /// remain so, except for struct_ops maps: if none of the maps that refer to a named program is
    /// created, all of them are created.
    ///
    /// - Parameter isFollowing: Whether to also load the programs that the maps in use refer to: those
    ///   in slots of program arrays, and the other members of struct_ops maps. If false, their slots
    ///   and members remain empty.
    /// - Throws: `ObjectError.notFound`; then the spec is unchanged.
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

    /// The programs and maps that a set of programs needs, as indices of `programs` and `maps`.
    private struct Needs {
        var programs: Set<Int>
        var maps: Set<Int> = []
        /// The struct_ops maps to create although they were left out before.
        var revived: Set<Int> = []
    }

    /// Follows references from programs to functions and maps, and from maps to their contents, until
    /// it finds nothing new.
    private func needs(of chosen: Set<Int>, _ isFollowing: Bool) -> Needs {
        var needs = Needs(programs: chosen)
        var programsByName: [String: Int] = [:]
        for (index, program) in programs.enumerated() { programsByName[program.name] = index }
        var mapsByName: [String: Int] = [:]
        for (index, map) in maps.enumerated() { mapsByName[map.name] = index }
        /// The struct_ops maps that each program is a member of, keyed by program name.
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

    /// The maps that a function and its callees refer to, and whether any of them reads an option of
    /// the kernel configuration.
    ///
    /// - Parameter seen: The functions visited so far; they are not visited again.
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
    /// The names of the maps in usdt.bpf.h that attaching the program needs, even if its instructions
    /// do not refer to them.
    fileprivate var mapsOfHook: [String] {
        if case .usdt? = kind?.hook { ["__bpf_usdt_specs", "__bpf_usdt_ip_to_spec_id"] } else { [] }
    }
}
