public import SwiftletKernel
internal import SwiftletObject

/// An object that the kernel has taken: its maps and programs.
public struct LoadedObject: Sendable {
    /// In the order of the spec.
    public let maps: [LoadedMap]
    /// Those that were to be loaded, in the order of the spec.
    public let programs: [LoadedProgram]
    /// Why the kernel did not take the object's types, if it did not: programs then have no source
    /// lines in the verifier's log, and maps no types.
    public var typesError: KernelError? { types.error }
    /// The object's types in the kernel, for further programs of the same object (`LoadOptions.types`).
    public let types: LoadedTypes
    /// The global variables of the data sections that were loaded.
    public let variables: LoadedVariables
    /// Structures of functions, each with the value that has the kernel call the programs.
    let structures: [(map: LoadedMap, value: [UInt8])]
}

extension Array where Element == LoadedMap {
    /// The map of a name.
    ///
    /// - Throws: `LoadError.notFound` with the nearest name that there is.
    public subscript(name: String) -> LoadedMap {
        get throws(LoadError) { try named(name, "map", self) { $0.name } }
    }
}

extension Array where Element == LoadedProgram {
    /// The program of a name.
    ///
    /// - Throws: `LoadError.notFound` with the nearest name that there is.
    public subscript(name: String) -> LoadedProgram {
        get throws(LoadError) { try named(name, "program", self) { $0.name } }
    }
}

private func named<Element>(
    _ name: String, _ kind: String, _ all: [Element], _ nameOf: (Element) -> String
) throws(LoadError) -> Element {
    for element in all where nameOf(element) == name { return element }
    throw .notFound(kind: kind, name: name, nearest: EditDistance.nearest(to: name, of: all.map(nameOf)))
}
