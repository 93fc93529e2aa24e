public import SwiftletKernel

extension LoadedObject {
    /// Pins all maps and programs in a folder of a BPF file system, each under its name. `.` becomes `_`,
    /// because the file system rejects dots. Maps that are already pinned keep their path.
    ///
    /// If one can't be pinned, none is.
    ///
    /// - Returns: The paths, maps first.
    /// - Throws: `KernelError.notOnBPFFileSystem`, `.refused` with EEXIST if a name is taken.
    @discardableResult
    public func pin(in folder: String) throws(KernelError) -> [String] {
        try Self.pin([self], in: folder)
    }

    /// Pins several objects; a map that they share (`LoadOptions.maps`) is pinned once.
    ///
    /// - Throws: as `pin(in:)`.
    @discardableResult
    package static func pin(
        _ objects: [LoadedObject], in folder: String
    ) throws(KernelError) -> [String] {
        let pins = NewPins()
        var paths: [String] = []
        // The map's kernel id, by path.
        var pinned: [String: UInt32] = [:]
        for object in objects {
            for map in object.maps where map.pinPath == nil {
                let path = path(of: map.name, in: folder)
                let id = try map.info().id
                if pinned[path] == id { continue }
                try pins.pin(map.descriptor.number, at: path, subject: "map '\(map.name)'")
                pinned[path] = id
                paths.append(path)
            }
        }
        for object in objects {
            for program in object.programs {
                let path = path(of: program.name, in: folder)
                try pins.pin(
                    program.descriptor.number, at: path, subject: "program '\(program.name)'")
                paths.append(path)
            }
        }
        pins.keep()
        return paths
    }

    private static func path(of name: String, in folder: String) -> String {
        folder + "/"
            + String(
                decoding: name.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 },
                as: UTF8.self)
    }
}
