internal import SwiftletShims

extension Kernel {
    /// Replaces a link's program atomically (BPF_LINK_UPDATE): no event is missed in between.
    ///
    /// - Throws: `KernelError.call`; with EINVAL for links that can't be updated (perf event and tracing
    ///   links).
    package static func linkUpdate(
        _ link: Int32, program: Int32, subject: String
    ) throws(KernelError) {
        var attributes = bpf_attr_link_update()
        attributes.link_fd = UInt32(bitPattern: link)
        attributes.new_prog_fd = UInt32(bitPattern: program)
        let result = SystemCalls.bpf(.linkUpdate, &attributes)
        guard result >= 0 else { throw error(.linkUpdate, subject, Errno(result: result)) }
    }

    /// Detaches a link even if others hold it (BPF_LINK_DETACH, Linux 5.9).
    ///
    /// - Throws: `KernelError.call`; with EOPNOTSUPP for links that can't be detached this way (perf event
    ///   and tracing links). Those end with their last reference.
    package static func linkDetach(_ link: Int32, subject: String) throws(KernelError) {
        var attributes = bpf_attr_link_detach()
        attributes.link_fd = UInt32(bitPattern: link)
        let result = SystemCalls.bpf(.linkDetach, &attributes)
        guard result >= 0 else { throw error(.linkDetach, subject, Errno(result: result)) }
    }

    /// Opens a pinned link.
    ///
    /// - Throws: As `pinned(at:_:subject:)`; `KernelError.call` with ENOENT if nothing is pinned there.
    package static func pinnedLink(at path: String) throws(KernelError) -> Attachment {
        guard let link = try pinned(at: path, .link, subject: "link") else {
            throw .call(command: .objectGet, subject: "link at \(path)", errno: .noEntry)
        }
        return Attachment(link: link)
    }
}
