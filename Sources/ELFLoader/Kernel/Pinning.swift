internal import SwiftletShims

// A pin is a file in a BPF file system (bpffs, usually mounted at /sys/fs/bpf) that references a map, program
// or link as an fd does: a pinned object survives when all its fds are closed.
// Source: kernel/bpf/inode.c.

extension Kernel {
    /// The kind of a BPF object.
    package enum ObjectKind: Sendable, Equatable {
        case map, program, link, btf
    }

    /// Pins a map, program or link in a BPF file system (BPF_OBJ_PIN).
    ///
    /// - Parameters:
    ///   - descriptor: Borrowed.
    ///   - path: A path that doesn't exist yet, in a folder that does.
    ///   - subject: The object, for messages: `map 'counts'`.
    /// - Throws: `KernelError.noPinFolder`, `.notOnBPFFileSystem`; `.unfit` for a name with a dot, which the
    ///   file system reserves; `.refused` with EEXIST if the path is taken; `.call`.
    package static func pin(
        _ descriptor: Int32, at path: String, subject: String
    ) throws(KernelError) {
        try checkFolder(of: path, subject: subject)
        guard !lastName(of: path).contains(".") else {
            throw .unfit(
                subject: subject,
                reason: "can't be pinned at \(path): a BPF file system takes no names with a dot")
        }
        var attributes = bpf_attr_object_path()
        attributes.bpf_fd = UInt32(bitPattern: descriptor)
        // SAFETY: the string is NUL-terminated and outlives the call.
        let result = unsafe path.withCString { text in
            unsafe attributes.pathname = address(UnsafeRawPointer(text))
            return SystemCalls.bpf(.objectPin, &attributes)
        }
        guard result >= 0 else {
            throw error(.objectPin, "\(subject) at \(path)", Errno(result: result)).explained {
                $0 == .exists ? "something else is there: remove it (rm \(path)), or pin elsewhere" : nil
            }
        }
    }

    /// Opens the object pinned at a path (BPF_OBJ_GET); nil if there is none.
    ///
    /// - Parameter subject: The expected object, for messages.
    /// - Throws: `KernelError.unfit` if an object of another kind is pinned there; `.notOnBPFFileSystem`;
    ///   `.call`.
    package static func pinned(
        at path: String, _ kind: ObjectKind, subject: String
    ) throws(KernelError) -> Descriptor? {
        var attributes = bpf_attr_object_path()
        // SAFETY: the string is NUL-terminated and outlives the call.
        let result = unsafe path.withCString { text in
            unsafe attributes.pathname = address(UnsafeRawPointer(text))
            return SystemCalls.bpf(.objectGet, &attributes)
        }
        guard result >= 0 else {
            let errno = Errno(result: result)
            if errno == .noEntry { return nil }
            try checkFolder(of: path, subject: subject)
            throw error(.objectGet, "\(subject) at \(path)", errno)
        }
        let descriptor = Descriptor(adopting: Int32(result))
        if let found = objectKind(of: descriptor.number), found != kind {
            throw .unfit(
                subject: subject,
                reason: "a \(found.name) is pinned at \(path), expected a \(kind.name)")
        }
        return descriptor
    }

    /// Opens whatever is pinned at a path (BPF_OBJ_GET); nil if that fails.
    static func anythingPinned(at path: String) -> Descriptor? {
        var attributes = bpf_attr_object_path()
        // SAFETY: the string is NUL-terminated and outlives the call.
        let result = unsafe path.withCString { text in
            unsafe attributes.pathname = address(UnsafeRawPointer(text))
            return SystemCalls.bpf(.objectGet, &attributes)
        }
        return result < 0 ? nil : Descriptor(adopting: Int32(result))
    }

    /// Removes a pin. The object lives on if something else references it.
    ///
    /// - Throws: `KernelError.system`.
    package static func unpin(_ path: String, subject: String) throws(KernelError) {
        try checkFolder(of: path, subject: subject)
        // SAFETY: the string is NUL-terminated and outlives the call.
        let result = unsafe path.withCString { text in unsafe swiftlet_unlink(text) }
        guard result >= 0 else {
            throw .system(
                call: "unlink", subject: "\(subject) at \(path)", errno: Errno(result: result))
        }
    }

    /// Creates the folder of a path (mode 0700) if only its last component is missing.
    ///
    /// - Returns: The folder if it was created; nil if it existed.
    /// - Throws: `KernelError.noPinFolder`, `.notOnBPFFileSystem`, `.system`.
    @discardableResult
    package static func makePinFolder(
        for path: String, subject: String
    ) throws(KernelError) -> String? {
        let folder = folder(of: path)
        if try isOnBPFFileSystem(folder) == true { return nil }
        try checkFolder(of: path, subject: subject, isMade: true)
        // SAFETY: the string is NUL-terminated and outlives the call.
        let result = unsafe folder.withCString { text in unsafe swiftlet_make_folder(text) }
        if result < 0, Errno(result: result) != .exists {
            throw .system(call: "mkdir", subject: folder, errno: Errno(result: result))
        }
        return result == 0 ? folder : nil
    }

    /// Removes an empty folder. Returns false if that fails.
    @discardableResult
    package static func removePinFolder(_ path: String) -> Bool {
        // SAFETY: the string is NUL-terminated and outlives the call.
        unsafe path.withCString { text in unsafe swiftlet_remove_folder(text) } == 0
    }

    /// The folder of a path: `.` for a name without a slash.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func lastName(of path: String) -> Substring {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
        return path[path.utf8.index(after: slash)...]
    }

    /// Whether a folder is on a BPF file system; nil if the folder doesn't exist.
    ///
    /// - Throws: `KernelError.system` if that can't be determined: the path is a file, or access is denied.
    private static func isOnBPFFileSystem(_ path: String) throws(KernelError) -> Bool? {
        do throws(KernelError) {
            // If the path is a file, this fails with ENOTDIR.
            return try fileSystemType("\(path)/.") == 0xcafe_4a11  // BPF_FS_MAGIC
        } catch .system(_, _, .noEntry) {
            return nil
        } catch .system(let call, _, let errno) {
            throw .system(call: call, subject: path, errno: errno)
        }
    }

    /// Checks that the folder of a path exists and is on a BPF file system.
    ///
    /// - Parameter isMade: Whether the folder itself may be missing, because the caller will create it.
    /// - Throws: `KernelError.noPinFolder`, `.notOnBPFFileSystem`, `.system`.
    private static func checkFolder(
        of path: String, subject: String, isMade: Bool = false
    ) throws(KernelError) {
        let folder = folder(of: path)
        var missing: String?
        var existing = folder
        var isThere = try isOnBPFFileSystem(existing)
        while isThere == nil {
            missing = existing
            let next = self.folder(of: existing)
            guard next != existing else { break }
            existing = next
            isThere = try isOnBPFFileSystem(existing)
        }
        let isOnBPFFileSystem = isThere ?? false
        if let missing, missing != folder || !isMade || !isOnBPFFileSystem {
            throw .noPinFolder(
                subject: subject, path: path, folder: folder, missing: missing,
                isOnBPFFileSystem: isOnBPFFileSystem)
        }
        guard isOnBPFFileSystem else { throw .notOnBPFFileSystem(subject: subject, path: path) }
    }

    /// The kind of an fd's object, from /proc; nil if that can't be read.
    ///
    /// The kernel itself doesn't report the kind: BPF_OBJ_GET_INFO_BY_FD works for every kind.
    static func objectKind(of descriptor: Int32) -> ObjectKind? {
        objectKind(ofFile: "/proc/self/fd/\(descriptor)")
    }

    /// The same by the path of an fd in /proc.
    static func objectKind(ofFile path: String) -> ObjectKind? {
        var name = [CChar](repeating: 0, count: 64)
        // SAFETY: a NUL-terminated string, and a buffer of the given size, for the call.
        let count = unsafe path.withCString { path in
            unsafe name.withUnsafeMutableBufferPointer { buffer in
                unsafe swiftlet_readlink(path, buffer.baseAddress, buffer.count)
            }
        }
        guard count > 0 else { return nil }
        switch String(decoding: name.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) {
        case "anon_inode:bpf-map": return .map
        case "anon_inode:bpf-prog": return .program
        case "anon_inode:bpf_link", "anon_inode:bpf-link": return .link
        case "anon_inode:btf": return .btf
        default: return nil
        }
    }
}

extension Kernel.ObjectKind {
    var name: String {
        switch self {
        case .map: "map"
        case .program: "program"
        case .link: "link"
        case .btf: "table of types"
        }
    }
}
