internal import SwiftletBTF

extension ObjectSpec {
    /// The index of a map in `maps`.
    ///
    /// - Throws: `ObjectError.notFound`.
    package func map(named name: String) throws(ObjectError) -> Int {
        guard let index = maps.firstIndex(where: { $0.name == name }) else {
            throw .notFound(kind: "map", name: name, known: maps.map { $0.name })
        }
        return index
    }

    /// Sets the number of entries of a map. For a ring buffer this is the size in bytes, which the
    /// loader rounds up to a power of two of pages.
    ///
    /// - Throws: `ObjectError.notFound`; `.map` if the map is a data section, which has one entry.
    public mutating func resizeMap(_ name: String, to entries: UInt32) throws(ObjectError) {
        let index = try map(named: name)
        if case .section = maps[index].contents, entries != 1 {
            throw .map(
                name: name, field: "max_entries",
                reason:
                    "\(entries), expected 1: it is a data section, whose size is its value's (setValueSize)"
            )
        }
        maps[index].maxEntries = entries
    }

    /// Sets the size of a map's values in bytes.
    ///
    /// For a data section this is the size of the section. Growing it adds zeroes after the last
    /// variable, for example to extend an array.
    ///
    /// The kernel no longer gets the key and value types of a map whose value size changes. A data
    /// section keeps its type.
    ///
    /// - Throws: `ObjectError.notFound`; `.map` if the size is 0, or if a data section would exceed the
    ///   kernel's limit or not hold its variables.
    public mutating func setValueSize(_ name: String, to size: UInt32) throws(ObjectError) {
        let index = try map(named: name)
        func refused(_ reason: String) -> ObjectError {
            .map(name: name, field: "value_size", reason: reason)
        }
        guard size > 0 else { throw refused("0, expected the size of a value in bytes") }
        if case .section(var bytes, let isFrozen) = maps[index].contents {
            guard size <= Self.largestSection else {
                throw refused("\(size), expected at most \(Self.largestSection)")
            }
            let used = variables.filter { $0.map == index }.map { $0.offset + $0.size }.max() ?? 1
            guard Int(size) >= used else {
                throw refused("\(size), expected at least \(used), which its variables take")
            }
            // Zeroes after the bytes are implicit.
            if bytes.count > Int(size) { bytes.removeLast(bytes.count - Int(size)) }
            maps[index].contents = .section(bytes, isFrozen: isFrozen)
            // Space after the variables does not contradict their types.
            fixups.sections[name]?.size = size
        } else if maps[index].valueSize != size {
            maps[index].valueType = .void
            maps[index].keyType = .void
        }
        maps[index].valueSize = size
    }

    /// The largest array value that the kernel accepts, in bytes (array_map_alloc_check: INT_MAX).
    static var largestSection: UInt32 { UInt32(Int32.max) }

    /// Sets whether a map is created. The kernel rejects a program that reaches a map which was not
    /// created.
    ///
    /// A struct_ops program loads only if a map that is created refers to it.
    ///
    /// - Throws: `ObjectError.notFound`.
    public mutating func setCreated(_ name: String, _ isCreated: Bool) throws(ObjectError) {
        let index = try map(named: name)
        maps[index].isCreated = isCreated
        if case .structOps = maps[index].contents { loadMembers() }
    }

    /// The warnings about maps that will be created.
    public var currentWarnings: [ObjectWarning] {
        let created = Set(maps.filter { $0.isCreated }.map { $0.name })
        return warnings.filter { created.contains($0.section) }
    }

    /// Sets the path at which a map is pinned when the object is loaded; nil if it is not pinned.
    ///
    /// - Throws: `ObjectError.notFound`.
    public mutating func setPinPath(_ name: String, to path: String?) throws(ObjectError) {
        let index = try map(named: name)
        maps[index].pinPath = path
        if path == nil { maps[index].pinning = .none }
    }

    /// Sets the template for the inner maps of a map of maps. The object need not contain such a map.
    ///
    /// - Throws: `ObjectError.notFound`, `.map` if the map is not a map of maps.
    public mutating func setInner(_ name: String, to template: MapSpec) throws(ObjectError) {
        let index = try map(named: name)
        guard maps[index].type.holdsMaps else {
            throw .map(
                name: name, field: "type",
                reason: "\(maps[index].type.name), expected array_of_maps or hash_of_maps")
        }
        maps[index].inner = .template(template)
    }
}
