extension ObjectSpec {
    /// Has only these programs loaded, and nothing that they don't need.
    ///
    /// Those of `SEC("?…")` are loaded, too, if they are named.
    ///
    /// - Throws: `ObjectError.notFound`; then nothing is changed.
    public mutating func loadOnly(_ names: [String]) throws(ObjectError) {
        var chosen: Set<Int> = []
        for name in names { chosen.insert(try program(named: name)) }
        for index in programs.indices { programs[index].isLoaded = chosen.contains(index) }
    }
}
