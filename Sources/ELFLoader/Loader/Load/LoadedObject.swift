internal import SwiftletKernel
internal import SwiftletObject

/// A loaded object: its maps and programs in the kernel.
public struct LoadedObject: Sendable {
    /// In the order of the spec.
    public let maps: [LoadedMap]
    /// The programs that were loaded, in the order of the spec.
    public let programs: [LoadedProgram]
    /// The error if the kernel rejected the object's types. Programs then have no source lines in the
    /// verifier's log, and maps have no types.
    package var typesError: KernelError? { types.error }
    /// The object's types in the kernel, for more programs of the same object (`LoadOptions.types`).
    public let types: LoadedTypes
    /// The global variables of the data sections that were loaded.
    public let variables: LoadedVariables
    /// struct_ops maps, each with the value that registers its programs.
    let structures: [(map: LoadedMap, value: [UInt8])]
}

extension Array where Element == LoadedMap {
    /// The map with a name.
    ///
    /// - Throws: `LoadError.notFound` with the nearest existing name.
    public subscript(name: String) -> LoadedMap {
        get throws(LoadError) { try loaded(name, "map") { $0.name } }
    }
}

extension Array where Element == LoadedProgram {
    /// The program with a name.
    ///
    /// - Throws: `LoadError.notFound` with the nearest existing name.
    public subscript(name: String) -> LoadedProgram {
        get throws(LoadError) { try loaded(name, "program") { $0.name } }
    }
}

extension Array {
    /// The loaded element with a name.
    ///
    /// - Throws: `LoadError.notFound` with the nearest existing name.
    func loaded(
        _ name: String, _ kind: String, _ nameOf: (Element) -> String
    ) throws(LoadError) -> Element {
        if let found = first(where: { nameOf($0) == name }) { return found }
        throw .notFound(kind: kind, name: name, nearest: EditDistance.nearest(to: name, of: map(nameOf)))
    }
}
