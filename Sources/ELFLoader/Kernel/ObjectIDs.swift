internal import SwiftletShims

/// Iterates over the ids of all maps, programs, links or BTF objects in the kernel, in ascending order. Each
/// step asks the kernel, so objects created meanwhile are included.
///
///     for id in Kernel.ids(of: .program) {
///         if let program = try? Kernel.open(.program, id: id) { … }
///     }
package struct ObjectIDs: Sequence, IteratorProtocol, Sendable {
    let kind: Kernel.ObjectKind
    private var last: UInt32 = 0
    /// The error that ended iteration, if any: usually a missing CAP_SYS_ADMIN.
    package private(set) var error: KernelError?

    init(kind: Kernel.ObjectKind) { self.kind = kind }

    package mutating func next() -> UInt32? {
        guard error == nil else { return nil }
        do throws(KernelError) {
            guard let id = try Kernel.nextID(of: kind, after: last) else { return nil }
            last = id
            return id
        } catch {
            self.error = error
            return nil
        }
    }
}

extension Kernel {
    /// The ids of all objects of a kind. Requires CAP_SYS_ADMIN.
    package static func ids(of kind: ObjectKind) -> ObjectIDs { ObjectIDs(kind: kind) }

    /// The lowest id above `id` (BPF_*_GET_NEXT_ID; links: Linux 5.8); nil after the last.
    ///
    /// - Throws: `KernelError.call`.
    package static func nextID(
        of kind: ObjectKind, after id: UInt32
    ) throws(KernelError) -> UInt32? {
        var attributes = bpf_attr_object_id()
        attributes.id = id
        let command = kind.nextCommand
        let result = SystemCalls.bpf(command, &attributes)
        if result >= 0 { return attributes.next_id }
        if Errno(result: result) == .noEntry { return nil }
        throw error(command, "\(kind.name)s", Errno(result: result))
    }

    /// Opens the object with an id (BPF_*_GET_FD_BY_ID); nil if it no longer exists.
    ///
    /// - Throws: `KernelError.call`.
    package static func open(_ kind: ObjectKind, id: UInt32) throws(KernelError) -> Descriptor? {
        var attributes = bpf_attr_object_id()
        attributes.id = id
        let command = kind.openCommand
        let result = SystemCalls.bpf(command, &attributes)
        if result >= 0 { return Descriptor(adopting: Int32(result)) }
        if Errno(result: result) == .noEntry { return nil }
        throw error(command, "\(kind.name) \(id)", Errno(result: result))
    }

    /// Makes the kernel count and time program runs while the returned fd is open (BPF_ENABLE_STATS, Linux
    /// 5.8). This adds two clock reads to each run.
    ///
    /// - Throws: `KernelError.missingFeature` before 5.8, `.call`.
    package static func enableStatistics() throws(KernelError) -> Descriptor {
        // BPF_STATS_RUN_TIME
        var attributes = bpf_attr_enable_stats()
        let result = SystemCalls.bpf(.enableStatistics, &attributes)
        if result >= 0 { return Descriptor(adopting: Int32(result)) }
        if Errno(result: result) == .invalid {
            throw .missingFeature(
                "statistics of programs (BPF_ENABLE_STATS)", since: "5.8", subject: "statistics")
        }
        throw error(.enableStatistics, "statistics", Errno(result: result))
    }
}

extension Kernel.ObjectKind {
    fileprivate var nextCommand: Command {
        switch self {
        case .map: .mapNextID
        case .program: .programNextID
        case .link: .linkNextID
        case .btf: .btfNextID
        }
    }

    fileprivate var openCommand: Command {
        switch self {
        case .map: .mapByID
        case .program: .programByID
        case .link: .linkByID
        case .btf: .btfByID
        }
    }
}
