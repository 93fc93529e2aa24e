extension Array where Element == MapSpec {
    /// The map of a name. `ObjectSpec` changes it: `resizeMap`, `setPinPath`, `setInner` …
    ///
    /// - Throws: `ObjectError.notFound` with the names that there are.
    public subscript(name: String) -> MapSpec {
        get throws(ObjectError) { try named(name, "map", self) { $0.name } }
    }
}

extension Array where Element == ProgramSpec {
    /// The program of a name. `ObjectSpec` changes it: `setLoaded`, `setTarget`.
    ///
    /// - Throws: `ObjectError.notFound` with the names that there are.
    public subscript(name: String) -> ProgramSpec {
        get throws(ObjectError) { try named(name, "program", self) { $0.name } }
    }
}

extension Array where Element == VariableSpec {
    /// The global variable of a name. `ObjectSpec.setVariable` gives it a value.
    ///
    /// - Throws: `ObjectError.notFound` with the names that there are.
    public subscript(name: String) -> VariableSpec {
        get throws(ObjectError) { try named(name, "variable", self) { $0.name } }
    }
}

private func named<Element>(
    _ name: String, _ kind: String, _ all: [Element], _ nameOf: (Element) -> String
) throws(ObjectError) -> Element {
    for element in all where nameOf(element) == name { return element }
    throw .notFound(kind: kind, name: name, known: all.map(nameOf))
}
