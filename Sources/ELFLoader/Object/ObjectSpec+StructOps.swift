extension ObjectSpec {
    /// The structures of functions, by their index in `maps`.
    package var structOps: [(map: Int, structure: StructOpsSpec)] {
        maps.indices.compactMap { index in
            guard case .structOps(let structure) = maps[index].contents else { return nil }
            return (index, structure)
        }
    }

    /// Has those members of structures loaded that are in one which is made, and no others: a program
    /// of no use is not loaded, and one of `SEC("?struct_ops")` is if a structure needs it.
    mutating func loadMembers() {
        var used: Set<String> = []
        var needed: Set<String> = []
        for (map, structure) in structOps {
            let names = structure.functions.map { $0.program }
            used.formUnion(names)
            if maps[map].isCreated { needed.formUnion(names) }
        }
        for index in programs.indices where used.contains(programs[index].name) {
            programs[index].isLoaded = needed.contains(programs[index].name)
        }
    }
}
