internal import SwiftletKernel
internal import SwiftletObject

extension MapSpec {
    /// The map's pin path: its own, or its name in `folder`; nil if it is not pinned.
    func pinPath(in folder: String) -> String? {
        if let pinPath { return pinPath }
        return pinning == .byName ? "\(folder)/\(name)" : nil
    }

    /// Checks that an existing map can be used for this definition, as libbpf's map_is_reuse_compat does.
    ///
    /// - Parameter path: Where it is pinned; nil for a map from the caller, whose size and flags may differ.
    /// - Throws: `LoadError.otherMap` with the first field that differs.
    func agrees(with info: MapInfo, path: String?) throws(LoadError) {
        func differs(_ field: String, _ found: String, _ expected: String) -> LoadError {
            .otherMap(map: name, path: path, field: field, found: found, expected: expected)
        }
        guard info.type == type.rawValue else {
            throw differs("type", MapType(rawValue: info.type).name, type.name)
        }
        var numbers = [
            ("key_size", UInt64(info.keySize), UInt64(keySize)),
            ("value_size", UInt64(info.valueSize), UInt64(valueSize)),
        ]
        if path != nil {
            // The kernel itself adds BPF_F_RDONLY_PROG to device maps.
            let isDevice = type == .deviceMap || type == .deviceHash
            let added = isDevice ? Self.readOnlyForPrograms & ~flags : 0
            numbers += [
                ("max_entries", UInt64(info.maxEntries), UInt64(maxEntries)),
                ("map_flags", UInt64(info.flags & ~added), UInt64(flags)),
                ("map_extra", info.extra, extra),
            ]
        }
        for (field, found, expected) in numbers where found != expected {
            throw differs(field, "\(found)", "\(expected)")
        }
    }

    /// The definition with the size and flags of an existing map.
    func like(_ info: MapInfo) -> MapSpec {
        var spec = self
        spec.maxEntries = info.maxEntries
        spec.flags = info.flags
        return spec
    }
}
