extension Array where Element == MapSpec {
    /// The map with this name. To change it, use `ObjectSpec`: `resizeMap`, `setPinPath`, `setInner` …
    ///
    /// - Throws: `ObjectError.notFound` with the existing names.
    public subscript(name: String) -> MapSpec {
        get throws(ObjectError) { try named(name, "map") { $0.name } }
    }
}

extension Array where Element == ProgramSpec {
    /// The program with this name. To change it, use `ObjectSpec`: `setLoaded`, `setTarget`.
    ///
    /// - Throws: `ObjectError.notFound` with the existing names.
    public subscript(name: String) -> ProgramSpec {
        get throws(ObjectError) { try named(name, "program") { $0.name } }
    }
}

extension Array where Element == VariableSpec {
    /// The global variable with this name. To set its value, use `ObjectSpec.setVariable`.
    ///
    /// - Throws: `ObjectError.notFound` with the existing names.
    public subscript(name: String) -> VariableSpec {
        get throws(ObjectError) { try named(name, "variable") { $0.name } }
    }
}

extension Array {
    /// The element with a name.
    ///
    /// - Throws: `ObjectError.notFound` with the existing names.
    package func named(
        _ name: String, _ kind: String, _ nameOf: (Element) -> String
    ) throws(ObjectError) -> Element {
        for element in self where nameOf(element) == name { return element }
        throw .notFound(kind: kind, name: name, known: map(nameOf))
    }
}
