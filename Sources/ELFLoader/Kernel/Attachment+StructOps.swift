internal import SwiftletShims

extension Kernel {
    /// Registers a struct_ops map: writes its value, then creates a link if the map requires one.
    ///
    /// - Parameters:
    ///   - map: Of type BPF_MAP_TYPE_STRUCT_OPS; borrowed.
    ///   - value: The map's value, with the programs' fds, 8 bytes each, in place of the functions.
    ///   - isLink: Whether the map was created with BPF_F_LINK (Linux 6.4).
    /// - Throws: `KernelError.call`, `.missingCapability`.
    package static func attachStructOps(
        map: Int32, value: [UInt8], isLink: Bool, name: String
    ) throws(KernelError) -> Attachment {
        try mapUpdate(map, key: [0, 0, 0, 0], value: value, name: name)
        guard isLink else {
            return Attachment(structOps: try duplicate(map, subject: "map '\(name)'"))
        }
        var attributes = bpf_attr_link_create()
        // For struct_ops this field holds the map's fd.
        attributes.prog_fd = UInt32(bitPattern: map)
        attributes.attach_type = LinkType.structOps
        let result = SystemCalls.bpf(.linkCreate, &attributes)
        guard result >= 0 else {
            throw error(.linkCreate, "map '\(name)'", Errno(result: result))
        }
        return Attachment(link: Descriptor(adopting: Int32(result)))
    }
}
