internal import SwiftletShims

extension Kernel {
    /// Puts another program in the place of a link's (BPF_LINK_UPDATE): in one step, no event in between
    /// goes without either.
    ///
    /// - Throws: `KernelError.call`; with EINVAL for links that can't be (those of perf events and
    ///   tracing).
    package static func linkUpdate(
        _ link: Int32, program: Int32, subject: String
    ) throws(KernelError) {
        var attributes = bpf_attr_link_update()
        attributes.link_fd = UInt32(bitPattern: link)
        attributes.new_prog_fd = UInt32(bitPattern: program)
        let result = SystemCalls.bpf(.linkUpdate, &attributes)
        guard result >= 0 else { throw error(.linkUpdate, subject, Errno(result: result)) }
    }

    /// Takes a link off its hook even if others hold it (BPF_LINK_DETACH, Linux 5.9).
    ///
    /// - Throws: `KernelError.call`; with EOPNOTSUPP for links that can't be (those of perf events and
    ///   tracing), which end when nobody holds them.
    package static func linkDetach(_ link: Int32, subject: String) throws(KernelError) {
        var attributes = bpf_attr_link_detach()
        attributes.link_fd = UInt32(bitPattern: link)
        let result = SystemCalls.bpf(.linkDetach, &attributes)
        guard result >= 0 else { throw error(.linkDetach, subject, Errno(result: result)) }
    }

    /// Opens a pinned link.
    ///
    /// - Throws: As `pinned(at:_:subject:)`; `KernelError.call` with ENOENT if there is none.
    package static func pinnedLink(at path: String) throws(KernelError) -> Attachment {
        guard let link = try pinned(at: path, .link, subject: "link") else {
            throw .call(command: .objectGet, subject: "link at \(path)", errno: .noEntry)
        }
        return Attachment(link: link)
    }
}
