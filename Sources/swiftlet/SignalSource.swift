internal import ELFLoader
internal import GlibcShims

/// Signals as events, by signalfd(2): nothing is interrupted, nothing runs in a handler.
struct SignalSource: ~Copyable {
    /// A signal mask, as sigprocmask(2) has it.
    struct Mask {
        var set: sigset_t
    }

    struct Arrival {
        let number: Int32
        /// The process that sent it; nil if the terminal or the kernel did.
        let sender: Int32?

        /// SIGINT, SIGTERM, SIGHUP or SIGQUIT
        var asksToEnd: Bool { [2, 15, 1, 3].contains(number) }
        /// SIGHUP that somebody sent: not that of a terminal which is gone.
        var asksToReload: Bool { number == 1 && sender != nil }
        /// SIGCHLD
        var isChildChange: Bool { number == 17 }
    }

    /// The mask as it was before: what a child is to have.
    let before: Mask
    private let source: Descriptor

    var descriptor: Int32 { source.number }

    /// Blocks the signals that end a trace or are the command's, from now on.
    init() throws(Failure) {
        var mask = sigset_t()
        let result = unsafe swiftlet_block_signals(&mask)
        guard result >= 0 else {
            throw Failure(
                status: ExitStatus.unavailable,
                message: "signals can't be waited for: \(Errno(rawValue: Int32(-result)))")
        }
        before = Mask(set: mask)
        source = Descriptor(adopting: Int32(result))
        swiftlet_ignore_sigpipe()
    }

    /// The next signal that has arrived, or nil.
    func next() -> Arrival? {
        var sender: Int32 = 0
        let number = unsafe swiftlet_next_signal(source.number, &sender)
        guard number > 0 else { return nil }
        return Arrival(number: Int32(number), sender: sender == 0 ? nil : sender)
    }
}
