internal import ELFLoader
internal import TracerWire

extension TracerPrograms {
    /// The patterns that the BPF programs match. They can't on the stream path: it sends the strings before
    /// the new program has its name.
    private var kernelComms: [CommPattern] {
        let comms = options.filter.comms
        return options.capture == .block && comms.count <= FILTER_COMMS_MAX ? comms : []
    }

    /// Matches the names that the BPF programs can't decide; nil if they can decide all.
    var commFilter: ((_ comm: [UInt8]) -> Bool)? {
        let comms = options.filter.comms
        guard !comms.isEmpty, kernelComms.isEmpty || comms.contains(where: { !$0.isSimple }) else {
            return nil
        }
        return { comm in comms.contains { $0.matches(comm) } }
    }

    /// - Throws: `ObjectError` if the object lacks these variables.
    func setFilters(in spec: inout ObjectSpec) throws(ObjectError) {
        let filter = options.filter
        let comms = kernelComms
        try spec.setVariable("filter_users", to: UInt8(filter.users.isEmpty ? 0 : 1))
        try spec.setVariable("filter_pid_namespaces", to: UInt8(filter.pidNamespaces.isEmpty ? 0 : 1))
        try spec.setVariable("filter_cgroups", to: UInt32(clamping: filter.cgroups.count))
        try spec.setVariable("filter_comms", to: UInt32(comms.count))
        if !comms.isEmpty {
            let unused = [UInt8](
                repeating: 0, count: MemoryLayout<comm_pattern>.size * (FILTER_COMMS_MAX - comms.count))
            try spec.setVariable("comm_patterns", to: comms.flatMap { $0.kernelForm } + unused)
        }
        try spec.resizeMap("users_shown", to: UInt32(clamping: max(1, filter.users.count)))
        try spec.resizeMap(
            "pid_namespaces_shown", to: UInt32(clamping: max(1, filter.pidNamespaces.count)))
        if filter.isEmpty { try spec.resizeMap("programs_shown", to: 1) }
    }

    /// Fills the filter maps. Call this before anything is attached.
    ///
    /// - Throws: `TraceError.cgroup`, `.map`, `.load`.
    func fillFilters(of object: borrowing LoadedObject) throws(TraceError) {
        try Self.fill("users_shown", of: object, with: options.filter.users)
        try Self.fill("pid_namespaces_shown", of: object, with: options.filter.pidNamespaces)
        guard !options.filter.cgroups.isEmpty else { return }
        let map: LoadedMap
        do { map = try object.maps["cgroups_shown"] } catch { throw .load(error) }
        for (index, path) in options.filter.cgroups.enumerated() {
            do throws(KernelError) {
                // The map keeps the cgroup alive, even if it is removed; the descriptor is no longer needed.
                let folder = try Kernel.open(path)
                try map.update(
                    key: LoadedMap.bytes(UInt32(index)), value: LoadedMap.bytes(UInt32(folder.number)))
            } catch {
                throw .cgroup(path: path, error)
            }
        }
    }

    private static func fill(
        _ name: String, of object: borrowing LoadedObject, with numbers: [UInt32]
    ) throws(TraceError) {
        let map: LoadedMap
        do { map = try object.maps[name] } catch { throw .load(error) }
        for number in numbers {
            do { try map.update(key: LoadedMap.bytes(number), value: [1]) } catch { throw .map(error) }
        }
    }
}
