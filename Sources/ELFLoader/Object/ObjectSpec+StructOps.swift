extension ObjectSpec {
    /// The struct_ops maps, with their indices in `maps`.
    package var structOps: [(map: Int, structure: StructOpsSpec)] {
        maps.indices.compactMap { index in
            guard case .structOps(let structure) = maps[index].contents else { return nil }
            return (index, structure)
        }
    }

    /// Loads those struct_ops programs that are members of a map that is created, and no other
    /// struct_ops programs. This leaves out unused programs and includes one in `SEC("?struct_ops")` if
    /// a map needs it.
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
