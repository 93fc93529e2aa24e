public import SwiftletKernel

internal import Synchronization

/// An attached program: a BPF link, or its equivalent on older kernels. Releasing the last reference to the
/// `Link` detaches the program.
public final class Link: @unchecked Sendable {
    /// The program's name.
    public let program: String
    /// The kernel mechanism that keeps the program attached.
    public let mechanism: AttachMechanism
    // Sendable: only the thread that sets `isDetached` writes `attachment`.
    private var attachment: Attachment?
    private let isDetached = Atomic<Bool>(false)
    /// The links of a hook that needs several: one per CPU for a clock, one per location of a static probe.
    private let parts: [Link]
    /// The USDT specifications, which detaching returns.
    private let specifications: StaticProbeLease?

    init(program: String, _ attachment: consuming Attachment) {
        self.program = program
        mechanism = attachment.mechanism
        self.attachment = consume attachment
        parts = []
        specifications = nil
    }

    /// Combines several links into one.
    init(program: String, _ parts: [Link], _ specifications: StaticProbeLease? = nil) {
        self.program = program
        mechanism = parts.first?.mechanism ?? .link
        attachment = nil
        self.parts = parts
        self.specifications = specifications
    }

    /// Detaches the program now: it does not start again after this, unless a pin holds the link.
    ///
    /// Later calls do nothing. Don't call this while another thread pins, updates or queries the link.
    public func detach() {
        guard !isDetached.exchange(true, ordering: .acquiringAndReleasing) else { return }
        attachment = nil
        for part in parts { part.detach() }
        specifications?.giveBack()
    }

    deinit {
        detach()
    }
}

// MARK: Links of the kernel

extension Link {
    /// Opens a pinned link.
    ///
    /// - Throws: `LoadError.kernel` if there is no link at this path.
    public convenience init(pinnedAt path: String) throws(LoadError) {
        let attachment = try LoadError.wrapping { () throws(KernelError) in
            try Kernel.pinnedLink(at: path)
        }
        self.init(program: path, attachment)
    }

    /// Pins the link in a BPF file system (/sys/fs/bpf). The program stays attached until the file is
    /// removed, even after this process exits.
    ///
    /// - Throws: `LoadError.kernel`; `KernelError.unfit` if this is not a single kernel link.
    public func pin(at path: String) throws(LoadError) {
        try LoadError.wrapping { () throws(KernelError) in
            let subject = "link of '\(program)'"
            let link = try descriptor("pinned")
            try Kernel.makePinFolder(for: path, subject: subject)
            try Kernel.pin(link, at: path, subject: subject)
        }
    }

    /// Replaces the program atomically.
    ///
    /// This works for links to cgroups, network interfaces, network namespaces and netfilter. Tracing links
    /// can't be updated.
    ///
    /// - Throws: `LoadError.kernel`.
    public func update(to program: LoadedProgram) throws(LoadError) {
        do throws(KernelError) {
            try Kernel.linkUpdate(
                try descriptor("updated"), program: program.descriptor.number,
                subject: "link of '\(self.program)'")
        } catch {
            throw .kernel(
                error.explained { errno in
                    // Link types that can't be updated: raw tracepoint 1, tracing 2, perf event 7.
                    guard errno == .invalid, let type = try? info().type, [1, 2, 7].contains(type) else {
                        return nil
                    }
                    return "links of tracepoints, probes and tracing take no other program: detach it, and attach the other one"
                })
        }
    }

    /// Asks the kernel for the link's properties.
    ///
    /// - Throws: `LoadError.kernel`.
    public func info() throws(LoadError) -> LinkInfo {
        try LoadError.wrapping { () throws(KernelError) in
            try Kernel.linkInfo(try descriptor("asked about"), name: program)
        }
    }

    /// The link's fd, valid until the link is detached.
    func descriptor(_ what: String) throws(KernelError) -> Int32 {
        if parts.count == 1 { return try parts[0].descriptor(what) }
        guard parts.isEmpty, mechanism == .link else {
            throw .unfit(
                subject: "link of '\(program)'",
                reason: "is made of perf events or of several links, and can't be \(what)")
        }
        guard let number = attachment?.descriptor.number else {
            throw .unfit(subject: "link of '\(program)'", reason: "is detached, and can't be \(what)")
        }
        return number
    }
}
