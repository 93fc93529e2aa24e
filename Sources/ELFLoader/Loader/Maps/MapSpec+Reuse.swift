internal import SwiftletKernel
internal import SwiftletObject

extension MapSpec {
    /// Where the map is pinned: by a path of its own, or by its name in `folder`; nil for nowhere.
    func pinPath(in folder: String) -> String? {
        if let pinPath { return pinPath }
        return pinning == .byName ? "\(folder)/\(name)" : nil
    }

    /// Whether a map that is there already can stand for this one: libbpf's map_is_reuse_compat.
    ///
    /// - Parameter path: Where it is pinned; nil for one that the caller hands over, whose size and
    ///   flags are its own affair.
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
            // The kernel adds BPF_F_RDONLY_PROG to these by itself.
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

    /// The definition with another map's size.
    func like(_ info: MapInfo) -> MapSpec {
        var spec = self
        spec.maxEntries = info.maxEntries
        spec.flags = info.flags
        return spec
    }
}
