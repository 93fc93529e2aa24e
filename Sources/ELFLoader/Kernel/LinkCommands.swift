internal import GlibcShims

/// What the kernel says of a link (`struct bpf_link_info`).
public struct LinkInfo: Sendable {
    public let id: UInt32
    /// `enum bpf_link_type`
    public let type: UInt32
    public let programID: UInt32
}

extension Kernel {
    /// Puts another program in the place of a link's (BPF_LINK_UPDATE): in one step, no event in between
    /// goes without either.
    ///
    /// - Throws: `KernelError.call`; with EINVAL for links that can't be (those of perf events and
    ///   tracing).
    public static func linkUpdate(
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
    public static func linkDetach(_ link: Int32, subject: String) throws(KernelError) {
        var attributes = bpf_attr_link_detach()
        attributes.link_fd = UInt32(bitPattern: link)
        let result = SystemCalls.bpf(.linkDetach, &attributes)
        guard result >= 0 else { throw error(.linkDetach, subject, Errno(result: result)) }
    }

    /// Asks about a link (BPF_OBJ_GET_INFO_BY_FD).
    public static func linkInfo(_ link: Int32, subject: String) throws(KernelError) -> LinkInfo {
        var info = bpf_link_information()
        try objectInfo(link, &info, subject)
        return LinkInfo(id: info.id, type: info.type, programID: info.prog_id)
    }

    /// Gives a link a name in a BPF file system (BPF_OBJ_PIN): it stays attached while it has one.
    public static func pinLink(_ link: Int32, at path: String, subject: String) throws(KernelError) {
        var attributes = bpf_attr_object_path()
        attributes.bpf_fd = UInt32(bitPattern: link)
        // SAFETY: a NUL-terminated string that outlives the call.
        let result = unsafe path.withCString { path in
            unsafe attributes.pathname = address(UnsafeRawPointer(path))
            return SystemCalls.bpf(.objectPin, &attributes)
        }
        guard result >= 0 else {
            throw error(.objectPin, "\(subject): \(path)", Errno(result: result))
        }
    }

    /// Opens a pinned link (BPF_OBJ_GET).
    public static func pinnedLink(at path: String) throws(KernelError) -> Attachment {
        var attributes = bpf_attr_object_path()
        // SAFETY: a NUL-terminated string that outlives the call.
        let result = unsafe path.withCString { path in
            unsafe attributes.pathname = address(UnsafeRawPointer(path))
            return SystemCalls.bpf(.objectGet, &attributes)
        }
        guard result >= 0 else { throw error(.objectGet, "link \(path)", Errno(result: result)) }
        return Attachment(link: Descriptor(adopting: Int32(result)))
    }

    /// Takes a pin out of its file system.
    public static func unpin(_ path: String) throws(KernelError) {
        // SAFETY: withCString gives a NUL-terminated string for the call.
        let result = unsafe path.withCString { path in unsafe swiftlet_unlink(path) }
        guard result >= 0 else {
            throw .system(call: "unlink", subject: path, errno: Errno(result: result))
        }
    }
}
