extension ObjectSpec {
    /// Has only these programs loaded, and only the maps made that they use.
    ///
    /// Those of `SEC("?…")` are loaded, too, if they are named. Maps that were left out before stay so.
    ///
    /// - Throws: `ObjectError.notFound`; then nothing is changed.
    public mutating func loadOnly(_ names: [String]) throws(ObjectError) {
        var chosen: Set<Int> = []
        for name in names { chosen.insert(try program(named: name)) }
        for index in programs.indices { programs[index].isLoaded = chosen.contains(index) }
        let used = mapsUsed(by: chosen)
        for index in maps.indices where !used.contains(index) { maps[index].isCreated = false }
    }

    /// Indices of the maps that programs refer to, their subprograms too, and of those that are
    /// inside these.
    private func mapsUsed(by programs: Set<Int>) -> Set<Int> {
        var used: Set<Int> = []
        var seen = Set(programs.map { self.programs[$0].function })
        var open = Array(seen)
        while let function = open.popLast() {
            for relocation in functions[function].relocations {
                switch relocation.target {
                case .map(let map), .data(let map, _): used.insert(map)
                case .call(let callee), .functionAddress(let callee):
                    if seen.insert(callee).inserted { open.append(callee) }
                case .extern, .externCall, .jumpTable: break
                }
            }
        }
        // Maps of maps don't nest in each other: one round finds all.
        for map in used {
            guard case .maps(let slots) = maps[map].contents else { continue }
            let names = Set(slots.map { $0.name })
            used.formUnion(maps.indices.filter { names.contains(maps[$0].name) })
        }
        return used
    }
}
