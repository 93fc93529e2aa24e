public import SwiftletKernel

extension LoadedObject {
    /// Pins all maps and programs in a folder of a BPF file system, each under its name; `.` becomes `_`,
    /// since such a file system takes no dots. Maps that are pinned already stay where they are.
    ///
    /// If one can't be pinned, none is.
    ///
    /// - Returns: The paths, of maps first.
    /// - Throws: `KernelError.notOnBPFFileSystem`, `.call` with EEXIST if a name is taken.
    @discardableResult
    public func pin(in folder: String) throws(KernelError) -> [String] {
        try Self.pin([self], in: folder)
    }

    /// The same for several objects; a map that they share (`LoadOptions.maps`) is pinned once.
    ///
    /// - Throws: as `pin(in:)`.
    @discardableResult
    package static func pin(
        _ objects: [LoadedObject], in folder: String
    ) throws(KernelError) -> [String] {
        let pins = NewPins()
        var paths: [String] = []
        // By path: the kernel's number of the map.
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
