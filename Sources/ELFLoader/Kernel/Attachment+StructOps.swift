internal import SwiftletShims

extension Kernel {
    /// Registers a structure of functions: the value of its map, and then a link where the map is for one.
    ///
    /// - Parameters:
    ///   - map: Of type BPF_MAP_TYPE_STRUCT_OPS; borrowed.
    ///   - value: With the programs' descriptors, 8 bytes each, where the functions are.
    ///   - isLink: The map was made with BPF_F_LINK (Linux 6.4).
    /// - Throws: `KernelError.call`, `.missingCapability`.
    package static func attachStructOps(
        map: Int32, value: [UInt8], isLink: Bool, name: String
    ) throws(KernelError) -> Attachment {
        try mapUpdate(map, key: [0, 0, 0, 0], value: value, name: name)
        guard isLink else {
            return Attachment(structOps: try duplicate(map, subject: "map '\(name)'"))
        }
        var attributes = bpf_attr_link_create()
        // In this place stands a map's descriptor.
        attributes.prog_fd = UInt32(bitPattern: map)
        attributes.attach_type = LinkType.structOps
        let result = SystemCalls.bpf(.linkCreate, &attributes)
        guard result >= 0 else {
            throw error(.linkCreate, "map '\(name)'", Errno(result: result))
        }
        return Attachment(link: Descriptor(adopting: Int32(result)))
    }
}
