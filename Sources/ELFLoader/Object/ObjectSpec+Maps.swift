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

    /// Changes how many entries a map has; of a ring buffer, its size in bytes, which the loader rounds
    /// up to a power of two of pages.
    ///
    /// - Throws: `ObjectError.notFound`; `.map` for a data section, which has one entry.
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

    /// Changes the size of a map's values in bytes; of a data section, the section's size, which makes
    /// room behind the last variable (an array that is to be longer), filled with zeroes.
    ///
    /// The kernel then no longer gets the type of the value, which has another size; of a data section
    /// that grew it does.
    ///
    /// - Throws: `ObjectError.notFound`; `.map` if it is 0, if a data section has more than the kernel
    ///   takes or less than its variables take.
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
            // Zeroes behind the bytes go without saying.
            if bytes.count > Int(size) { bytes.removeLast(bytes.count - Int(size)) }
            maps[index].contents = .section(bytes, isFrozen: isFrozen)
            // Room behind the variables does not contradict their types.
            fixups.sections[name]?.size = size
        } else if maps[index].valueSize != size {
            maps[index].valueType = .void
            maps[index].keyType = .void
        }
        maps[index].valueSize = size
    }

    /// The largest value of an array that the kernel takes (array_map_alloc_check: INT_MAX).
    static var largestSection: UInt32 { UInt32(Int32.max) }

    /// Leaves a map out, or takes it in. A program that gets to a map that was left out is rejected.
    ///
    /// A struct_ops program is loaded if a map that is created refers to it.
    ///
    /// - Throws: `ObjectError.notFound`.
    public mutating func setCreated(_ name: String, _ isCreated: Bool) throws(ObjectError) {
        let index = try map(named: name)
        maps[index].isCreated = isCreated
        if case .structOps = maps[index].contents { loadMembers() }
    }

    /// The warnings about maps that are created.
    public var currentWarnings: [ObjectWarning] {
        let created = Set(maps.filter { $0.isCreated }.map { $0.name })
        return warnings.filter { created.contains($0.section) }
    }

    /// Says where a map is pinned when the object is loaded; nil for nowhere.
    ///
    /// - Throws: `ObjectError.notFound`.
    public mutating func setPinPath(_ name: String, to path: String?) throws(ObjectError) {
        let index = try map(named: name)
        maps[index].pinPath = path
        if path == nil { maps[index].pinning = .none }
    }

    /// Says what the inner maps of a map of maps are like: as this one, which the object need not have.
    ///
    /// - Throws: `ObjectError.notFound`, `.map` if the map holds none.
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
