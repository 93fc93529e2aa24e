internal import SwiftletJSON
internal import TracerCapture

extension RecordingReader {
    /// Reads `stdio`; nil if the event lacks it.
    func descriptors(_ object: RecordedObject) throws(RecordingError) -> [StandardDescriptor]? {
        guard let elements = try object.array("stdio") else { return nil }
        var descriptors: [StandardDescriptor] = []
        for element in elements {
            guard let members = element.members else {
                throw object.error("stdio", expected: "an array of objects")
            }
            descriptors.append(try descriptor(RecordedObject(members: members, line: object.line)))
        }
        return descriptors
    }

    private func descriptor(_ object: RecordedObject) throws(RecordingError) -> StandardDescriptor {
        let name = try object.string("kind") ?? []
        var kind = StandardDescriptor.Kind.other
        while !name.isText(kind.name) {
            guard kind.rawValue > 0, let next = StandardDescriptor.Kind(rawValue: kind.rawValue - 1) else {
                throw object.error(
                    "kind", expected: "file, pipe, socket, tty, null, memfd or other")
            }
            kind = next
        }
        var access: StandardDescriptor.Access = []
        for flag in try object.string("flags") ?? [] {
            switch flag {
            case UInt8(ascii: "r"): access.insert(.read)
            case UInt8(ascii: "w"): access.insert(.write)
            case UInt8(ascii: "a"): access.formUnion([.write, .append])
            default: throw object.error("flags", expected: "r, w, rw, a or ra")
            }
        }
        var descriptor = StandardDescriptor(
            number: try object.required(object.number("fd"), "fd", expected: "0, 1 or 2"), kind: kind,
            path: try object.bytes("path", base64: "path_base64") ?? [],
            inode: try object.count("inode"), access: access, position: try object.count("position"),
            sameAs: try object.number("same_as"))
        descriptor.isInherited = try object.bool("inherited")
        return descriptor
    }
}
