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
    /// Those of the data sections that were loaded, each with its section's map.
    let variables: [(spec: VariableSpec, map: LoadedMap)]
    /// Structures of functions, each with the value that has the kernel call the programs.
    let structures: [(map: LoadedMap, value: [UInt8])]

    /// - Throws: `LoadError.notFound`.
    public func map(_ name: String) throws(LoadError) -> LoadedMap {
        guard let map = maps.first(where: { $0.name == name }) else {
            throw .notFound(
                kind: "map", name: name,
                nearest: EditDistance.nearest(to: name, of: maps.map { $0.name }))
        }
        return map
    }

    /// - Throws: `LoadError.notFound`.
    public func program(_ name: String) throws(LoadError) -> LoadedProgram {
        guard let program = programs.first(where: { $0.name == name }) else {
            throw .notFound(
                kind: "program", name: name,
                nearest: EditDistance.nearest(to: name, of: programs.map { $0.name }))
        }
        return program
    }
}
