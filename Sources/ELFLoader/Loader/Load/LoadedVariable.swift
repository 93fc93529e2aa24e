public import SwiftletKernel
internal import SwiftletObject

/// A variable of a loaded program. It is accessed in memory if its section is mapped (BPF_F_MMAPABLE:
/// sections with a global variable), else through the map.
///
///     let seen = try object.variables["seen"]
///     print(try seen.load(as: UInt64.self))
///
/// Programs run concurrently. In mapped memory, an integer is read or written in one access; a larger value
/// may tear. Access through the map reads, modifies and writes the entire section, which overwrites what
/// programs write in between.
public struct LoadedVariable: Sendable {
    public let name: String
    /// Offset in the section, in bytes.
    package let offset: Int
    /// In bytes.
    public let size: Int
    private let map: LoadedMap
    private let memory: MapMemory?

    init(_ spec: VariableSpec, in map: LoadedMap) throws(KernelError) {
        name = spec.name
        offset = spec.offset
        size = spec.size
        self.map = map
        memory = map.flags & MapSpec.mappable != 0 ? try map.memory() : nil
    }

    /// Whether reads and writes need no system call.
    package var isMapped: Bool { memory != nil }

    /// - Throws: `KernelError.unfit` if the variable's size differs from the type's, `.call`.
    public func load<Value: MapElement>(as type: Value.Type) throws(KernelError) -> Value {
        try check(MemoryLayout<Value>.size)
        if let memory { return try memory.load(as: type, at: offset) }
        guard let value = Value(mapBytes: try section(), at: offset) else {
            throw .unfit(subject: "variable '\(name)'", reason: "is not within map '\(map.name)'")
        }
        return value
    }

    /// The variable's bytes, whatever its type.
    ///
    /// - Throws: `KernelError.call`.
    public func bytes() throws(KernelError) -> [UInt8] {
        if let memory { return try memory.bytes(size, at: offset) }
        let section = try section()
        guard offset + size <= section.count else {
            throw .unfit(subject: "variable '\(name)'", reason: "is not within map '\(map.name)'")
        }
        return Array(section[offset..<offset + size])
    }

    /// - Throws: `KernelError.unfit` if the variable's size differs from the type's, or if it is a constant;
    ///   `.call`.
    public func store<Value: MapElement>(_ value: Value) throws(KernelError) {
        try check(MemoryLayout<Value>.size)
        if let memory { return try memory.store(value, at: offset) }
        var section = try section()
        guard offset + size <= section.count else {
            throw .unfit(subject: "variable '\(name)'", reason: "is not within map '\(map.name)'")
        }
        section.replaceSubrange(offset..<offset + size, with: value.mapBytes)
        try map.update(key: [0, 0, 0, 0], value: section)
    }

    private func section() throws(KernelError) -> [UInt8] {
        try map.lookup(key: [0, 0, 0, 0]) ?? []
    }

    private func check(_ found: Int) throws(KernelError) {
        guard found == size else {
            throw .unfit(
                subject: "variable '\(name)'", reason: "has \(size) bytes, but \(found) were asked for")
        }
    }
}

extension LoadedMap {
    /// Maps the values of an array (BPF_F_MMAPABLE, Linux 5.5), each padded to 8 bytes.
    ///
    /// - Throws: `KernelError.unfit` for a map without that flag, `.system`.
    package func memory() throws(KernelError) -> MapMemory {
        if let arena { return arena }
        guard type == .array, flags & MapSpec.mappable != 0 else {
            throw .unfit(
                subject: "map '\(name)'",
                reason: "can't be mapped: expected an array with the flag BPF_F_MMAPABLE (1024)")
        }
        // Sections that programs can only read are frozen after loading, so map them read-only.
        return try MapMemory(
            map: descriptor.number, count: (valueSize + 7) / 8 * 8 * maxEntries,
            isWritable: flags & MapSpec.readOnlyForPrograms == 0, name: name)
    }
}

/// The global variables of a loaded object.
public struct LoadedVariables: Sendable {
    /// Each variable with its section's map.
    private let all: [(spec: VariableSpec, map: LoadedMap)]

    init(_ all: [(spec: VariableSpec, map: LoadedMap)]) { self.all = all }

    /// The variable with a name.
    ///
    /// - Throws: `LoadError.notFound` with the nearest existing name; `.kernel` if its section can't be
    ///   mapped.
    public subscript(name: String) -> LoadedVariable {
        get throws(LoadError) {
            let (spec, map) = try all.loaded(name, "variable") { $0.spec.name }
            return try LoadError.wrapping { () throws(KernelError) in try LoadedVariable(spec, in: map) }
        }
    }
}
