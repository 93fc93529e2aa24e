public import BPFKernel

/// An attached program; it is detached when the link goes away.
public final class Link: Sendable {
    /// The program's name.
    public let program: String
    private let attachment: Attachment

    /// How the kernel holds the program to its hook.
    public var mechanism: Attachment.Mechanism { attachment.mechanism }

    init(program: String, _ attachment: consuming Attachment) {
        self.program = program
        self.attachment = attachment
    }
}
