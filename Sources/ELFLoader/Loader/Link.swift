public import SwiftletKernel

/// An attached program; it is detached when the link goes away.
public final class Link: Sendable {
    /// The program's name.
    public let program: String
    /// Several where one hook takes several: each CPU's clock, each place of a static probe.
    private let attachments: [Attachment]
    /// What is given back when the program is detached.
    private let specifications: StaticProbeLease?

    init(program: String, _ attachments: [Attachment], _ specifications: StaticProbeLease? = nil) {
        self.program = program
        self.attachments = attachments
        self.specifications = specifications
    }

    convenience init(program: String, _ attachment: Attachment) {
        self.init(program: program, [attachment])
    }

    /// How the kernel holds the program to its hook.
    public var mechanism: Attachment.Mechanism { attachments.first?.mechanism ?? .link }

    /// Detaches the program now: no run of it begins after this, unless a pin holds the link.
    ///
    /// A second time does nothing.
    public func detach() {
        for attachment in attachments { attachment.detach() }
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
        guard attachments.count == 1, let attachment = attachments.first, attachment.mechanism == .link
        else {
            throw .unfit(
                subject: "link of '\(program)'",
                reason: "is made of perf events or of several links, and can't be \(what)")
        }
        return attachment.descriptor
    }
}
