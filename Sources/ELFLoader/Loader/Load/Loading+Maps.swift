internal import SwiftletBTF
internal import SwiftletKernel
internal import SwiftletObject

extension Loading {
    /// Creates or reuses the maps, by their index in the spec: pinned ones, ones from the caller, or new
    /// ones. Nil for maps that aren't created.
    ///
    /// - Parameter pins: Records new pins.
    static func createMaps(
        of plan: LoadPlan, _ types: LoadedTypes, _ options: LoadOptions, _ pins: NewPins
    ) throws(LoadError) -> [LoadedMap?] {
        var maps: [LoadedMap?] = []
        var structures: [Int: PlannedStructOps] = [:]
        for structure in plan.structOps { structures[structure.map] = structure }
        for (index, map) in plan.spec.maps.enumerated() {
            guard map.isCreated else {
                maps.append(nil)
                continue
            }
            maps.append(try self.map(map, structures[index], types, options, pins))
        }
        return maps
    }

    private static func map(
        _ declared: MapSpec, _ structOps: PlannedStructOps?, _ types: LoadedTypes,
        _ options: LoadOptions, _ pins: NewPins
    ) throws(LoadError) -> LoadedMap {
        let spec = try settled(declared)
        if let given = options.maps[spec.name] {
            let info = try LoadError.wrapping { () throws(KernelError) in try given.info() }
            try spec.agrees(with: info, path: nil)
            return LoadedMap(
                spec.like(info),
                try LoadError.wrapping { () throws(KernelError) in
                    try Kernel.duplicate(given.descriptor.number, subject: "map '\(spec.name)'")
                }, pinPath: given.pinPath, isReused: true, arena: given.arena)
        }
        guard let path = spec.pinPath(in: options.pinFolder) else {
            let created = try create(spec, types, structOps)
            let arena = try arena(spec, created.number)
            return LoadedMap(spec, created, arena: arena)
        }
        let subject = "map '\(spec.name)'"
        // Retry once if another process pins a map in between.
        var attempts = 0
        while true {
            if let pinned = try LoadError.wrapping({ () throws(KernelError) in
                try Kernel.pinned(at: path, .map, subject: subject)
            }) {
                let info = try LoadError.wrapping { () throws(KernelError) in
                    try Kernel.mapInfo(pinned.number, name: spec.name)
                }
                try spec.agrees(with: info, path: path)
                let arena = try arena(spec, pinned.number)
                return LoadedMap(spec, pinned, pinPath: path, isReused: true, arena: arena)
            }
            let created = try create(spec, types, structOps)
            let arena = try arena(spec, created.number)
            let map = LoadedMap(spec, created, pinPath: path, arena: arena)
            do throws(KernelError) {
                try pins.pin(map.descriptor.number, at: path, subject: subject)
                return map
            } catch .refused(_, _, .exists, _) where attempts == 0 {
                attempts += 1
            } catch {
                throw .kernel(error)
            }
        }
    }

    /// Completes the definition with the loader's choices, by libbpf's rules.
    private static func settled(_ declared: MapSpec) throws(LoadError) -> MapSpec {
        var spec = declared
        if let misuse = spec.misuse { throw .object(misuse) }
        if spec.type == .perfEventArray, spec.maxEntries == 0 {
            spec.maxEntries = UInt32(
                clamping: try LoadError.wrapping { () throws(KernelError) in
                    try Kernel.possibleProcessors()
                })
        }
        if spec.type.isRing { spec.maxEntries = Kernel.ringSize(atLeast: spec.maxEntries) }
        if spec.type.holdsMaps {
            guard case .template(let inner) = spec.inner else {
                throw .object(
                    .map(
                        name: spec.name, field: "values",
                        reason:
                            "missing: a map of maps needs a template of its inner maps (setInner)"))
            }
            spec.inner = .template(try settled(inner))
        }
        return spec
    }

    /// Maps an arena's pages, at the address that its definition requests. The verifier needs the address
    /// before it accepts a program.
    private static func arena(_ spec: MapSpec, _ map: Int32) throws(LoadError) -> MapMemory? {
        guard spec.type == .arena else { return nil }
        return try LoadError.wrapping { () throws(KernelError) in
            try MapMemory(
                map: map, pages: Int(spec.maxEntries), at: spec.extra == 0 ? nil : spec.extra,
                name: spec.name)
        }
    }

    private static func create(
        _ spec: MapSpec, _ types: LoadedTypes, _ structOps: PlannedStructOps? = nil
    ) throws(LoadError) -> Descriptor {
        var creation = MapCreation(
            name: spec.kernelName, type: spec.type.rawValue, keySize: spec.keySize,
            valueSize: spec.valueSize, maxEntries: spec.maxEntries, flags: spec.flags,
            numaNode: spec.numaNode ?? 0, extra: spec.extra)
        if let number = types.number, spec.type.takesTypes, spec.valueType != .void {
            creation.btf = number
            creation.keyType = spec.keyType.rawValue
            creation.valueType = spec.valueType.rawValue
        }
        if let structOps {
            // The value's type is the kernel's or a module's; the object's own types are passed as well.
            creation.btf = types.number
            creation.kernelValueType = structOps.valueType.rawValue
            creation.valueTypeModule = structOps.module?.descriptor.number
        }
        // The kernel copies the inner map's layout and doesn't keep a reference.
        let inner: LoadedMap?
        if case .template(let template) = spec.inner {
            inner = LoadedMap(template, try create(template, types))
            creation.innerMap = inner?.descriptor.number
        } else {
            inner = nil
        }
        defer { withExtendedLifetime(inner) {} }
        if creation.btf != nil, structOps == nil {
            if let created = try? Kernel.mapCreate(creation) { return created }
            // This kernel may not take BTF for this map type. Retry without; any other error then shows up.
            creation.btf = nil
        }
        do throws(KernelError) {
            return try Kernel.mapCreate(creation)
        } catch .call(.mapCreate, let subject, let errno)
            where (errno == .invalid || errno == .tooBig) && KernelFeatures.lacks(spec.type)
        {
            throw .kernel(
                .missingFeature(
                    "map type '\(spec.type.name)'", since: spec.type.since ?? "", subject: subject))
        } catch .call(.mapCreate, let subject, .invalid)
            where spec.type.isLocalStorage && types.number == nil
        {
            throw .kernel(
                .unfit(
                    subject: subject,
                    reason:
                        "a \(spec.type.name) needs the types of its key and value, and the kernel has none of the object's (compile with -g)"
                ))
        } catch {
            throw .kernel(error.explained { spec.explanation(of: $0) })
        }
    }

    /// Writes the data sections' bytes to their maps, and freezes the constants. Reused maps keep their
    /// contents.
    static func fillSections(of plan: LoadPlan, _ maps: [LoadedMap?]) throws(LoadError) {
        for (spec, map) in zip(plan.spec.maps, maps) {
            guard let map, !map.isReused else { continue }
            do throws(KernelError) {
                switch spec.contents {
                case .arena(let bytes):
                    guard let arena = map.arena else { continue }
                    try arena.store(bytes: bytes)
                    // Touch the remaining pages: programs' writes to unallocated pages are lost.
                    let size = plan.spec.fixups.sections[".addr_space.1"].map { Int($0.size) } ?? bytes.count
                    for offset in stride(from: bytes.count, to: size, by: 4096) {
                        try arena.store(UInt8(0), at: offset)
                    }
                    for patch in spec.patches { try arena.store(bytes: patch.bytes, at: patch.offset) }
                case .section(let bytes, let isFrozen):
                    try fill(map, with: bytes, spec.patches)
                    if isFrozen { try Kernel.mapFreeze(map.descriptor.number, name: spec.name) }
                case .nothing, .programs, .maps, .structOps: continue
                }
            } catch {
                throw .kernel(error)
            }
        }
    }

    /// Writes a data section's bytes to its map, which is zeroed. If the section is larger than its initial
    /// bytes, the rest isn't touched where possible: it may be most of a gigabyte.
    private static func fill(
        _ map: LoadedMap, with bytes: [UInt8], _ patches: [MapSpec.Patch]
    ) throws(KernelError) {
        let isZero = !bytes.contains { $0 != 0 }
        if isZero, patches.isEmpty { return }
        if bytes.count < map.valueSize, map.flags & MapSpec.mappable != 0,
            map.flags & MapSpec.readOnlyForPrograms == 0
        {
            let memory = try map.memory()
            if !isZero { try memory.store(bytes: bytes) }
            for patch in patches { try memory.store(bytes: patch.bytes, at: patch.offset) }
            return
        }
        var value = bytes
        value += [UInt8](repeating: 0, count: max(0, map.valueSize - bytes.count))
        for patch in patches where patch.offset >= 0 && patch.offset + patch.bytes.count <= value.count {
            value.replaceSubrange(patch.offset..<patch.offset + patch.bytes.count, with: patch.bytes)
        }
        try Kernel.mapUpdate(map.descriptor.number, key: [0, 0, 0, 0], value: value, name: map.name)
    }

    /// The variables whose sections were loaded.
    static func variables(
        of plan: LoadPlan, _ maps: [LoadedMap?]
    ) -> [(spec: VariableSpec, map: LoadedMap)] {
        plan.spec.variables.compactMap { variable in
            guard maps.indices.contains(variable.map), let map = maps[variable.map] else { return nil }
            return (variable, map)
        }
    }

    /// What `.values` declares for maps of maps.
    static func innerMaps(of plan: LoadPlan, _ maps: [LoadedMap?]) -> [Kernel.InnerMap] {
        var found: [Kernel.InnerMap] = []
        for (spec, outer) in zip(plan.spec.maps, maps) {
            guard let outer, !outer.isReused, case .maps(let slots) = spec.contents else { continue }
            for slot in slots {
                for case let inner? in maps where inner.name == slot.name {
                    found.append(
                        Kernel.InnerMap(
                            outer: outer.descriptor.number, slot: slot.index, inner: inner.descriptor.number))
                }
            }
        }
        return found
    }

    /// Fills prog_arrays and maps of maps as `.values` declares.
    ///
    /// - Parameter areMapsFilled: Whether the maps of maps are filled already.
    static func fillSlots(
        of plan: LoadPlan, _ maps: [LoadedMap?], _ programs: [LoadedProgram], areMapsFilled: Bool
    ) throws(LoadError) {
        var programsByName: [String: Int32] = [:]
        for program in programs { programsByName[program.name] = program.descriptor.number }
        var mapsByName: [String: Int32] = [:]
        for case let map? in maps { mapsByName[map.name] = map.descriptor.number }
        for (spec, map) in zip(plan.spec.maps, maps) {
            guard let map else { continue }
            let slots: [(slot: MapSpec.Slot, descriptor: Int32?)] =
                switch spec.contents {
                case .programs(let slots):
                    slots.map { ($0, programsByName[$0.name]) }
                case .maps(let slots) where !map.isReused && !areMapsFilled:
                    slots.map { ($0, mapsByName[$0.name]) }
                case .nothing, .section, .maps, .structOps, .arena: []
                }
            for (slot, descriptor) in slots {
                // The slot of a program or map that wasn't loaded stays empty.
                guard let descriptor else { continue }
                do {
                    try map.update(slot.index, to: descriptor)
                } catch {
                    throw .kernel(error)
                }
            }
        }
    }
}

extension MapType {
    /// Whether the kernel accepts BTF key and value types for such a map (map_check_btf). The excluded types
    /// are those libbpf excludes.
    var takesTypes: Bool {
        switch self {
        case .perfEventArray, .cgroupArray, .stackTrace, .arrayOfMaps, .hashOfMaps, .deviceMap,
            .deviceHash, .cpuMap, .xdpSocketMap, .socketMap, .socketHash, .queue, .stack, .arena:
            false
        default: true
        }
    }
}
