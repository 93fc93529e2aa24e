public import SwiftletKernel

internal import Synchronization

/// An attached program (in the kernel, a link, or what older kernels have in its place). It is detached when
/// nobody holds the `Link` any more.
public final class Link: @unchecked Sendable {
    /// The program's name.
    public let program: String
    /// How the kernel holds the program to its hook.
    public let mechanism: AttachMechanism
    // Sendable: whoever sets `isDetached` is the only one to write `attachment`.
    private var attachment: Attachment?
    private let isDetached = Atomic<Bool>(false)
    /// Where one hook takes several: each CPU's clock, each place of a static probe.
    private let parts: [Link]
    /// What is given back when the program is detached.
    private let specifications: StaticProbeLease?

    init(program: String, _ attachment: consuming Attachment) {
        self.program = program
        mechanism = attachment.mechanism
        self.attachment = consume attachment
        parts = []
        specifications = nil
    }

    /// One of several.
    init(program: String, _ parts: [Link], _ specifications: StaticProbeLease? = nil) {
        self.program = program
        mechanism = parts.first?.mechanism ?? .link
        attachment = nil
        self.parts = parts
        self.specifications = specifications
    }

    /// Detaches the program now: no run of it begins after this, unless a pin holds the link.
    ///
    /// A second time does nothing. Not to be called while another thread pins, updates or asks about the link.
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
    /// Opens a link that was pinned.
    ///
    /// - Throws: `LoadError.kernel` if there is none at this path.
    public convenience init(pinnedAt path: String) throws(LoadError) {
        let attachment = try LoadError.wrapping { () throws(KernelError) in
            try Kernel.pinnedLink(at: path)
        }
        self.init(program: path, attachment)
    }

    /// Gives the link a name in a BPF file system (/sys/fs/bpf): the program stays attached until the
    /// file is removed, whatever becomes of this process.
    ///
    /// - Throws: `LoadError.kernel`; `KernelError.unfit` if it is not one link of the kernel's.
    public func pin(at path: String) throws(LoadError) {
        try LoadError.wrapping { () throws(KernelError) in
            let subject = "link of '\(program)'"
            let link = try descriptor("pinned")
            try Kernel.makePinFolder(for: path, subject: subject)
            try Kernel.pin(link, at: path, subject: subject)
        }
    }

    /// Puts another program in this one's place, in one step.
    ///
    /// Of links of cgroups, network interfaces and namespaces, and netfilter; those of tracing can't
    /// be changed.
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

    /// What the kernel says of the link.
    ///
    /// - Throws: `LoadError.kernel`.
    public func info() throws(LoadError) -> LinkInfo {
        try LoadError.wrapping { () throws(KernelError) in
            try Kernel.linkInfo(try descriptor("asked about"), name: program)
        }
    }

    /// The link's descriptor, valid until it is detached.
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
