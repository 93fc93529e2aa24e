internal import ELFLoader
internal import SwiftletShims

/// Signals as events, by signalfd(2): nothing is interrupted, nothing runs in a handler.
struct SignalSource: ~Copyable {
    /// The signal mask and ignored signals of the starter, for children.
    struct Before {
        var state: swiftlet_signals
    }

    struct Arrival {
        fileprivate(set) var information: signalfd_siginfo

        var number: Int32 { Int32(bitPattern: information.ssi_signo) }
        /// SIGINT, SIGTERM, SIGHUP or SIGQUIT
        var asksToEnd: Bool { [2, 15, 1, 3].contains(number) }
        /// SIGHUP from a process of any pid namespace. A terminal that is gone makes the kernel send it (SI_KERNEL).
        var asksToReload: Bool { number == 1 && information.ssi_code != 0x80 }
        /// SIGCHLD: a child has changed, unless a process sent it; or both, since only one is queued.
        var mayBeChildChange: Bool { number == 17 }
        /// Whether the kernel sent it because of a child. Its codes for that are positive.
        var isOfChild: Bool {
            number == 17 && information.ssi_code > 0 && information.ssi_code < 0x80
        }
    }

    let before: Before
    private let source: Descriptor

    var descriptor: Int32 { source.number }

    /// Blocks the signals that end a trace or, if there is a command, all signals.
    init(forCommand: Bool) throws(Failure) {
        var state = swiftlet_signals()
        let result = unsafe swiftlet_take_signals(forCommand ? 1 : 0, &state)
        guard result >= 0 else {
            throw Failure(
                status: ExitStatus.unavailable,
                message: "signals can't be waited for: \(Errno(rawValue: Int32(-result)))")
        }
        before = Before(state: state)
        source = Descriptor(adopting: Int32(result))
    }

    /// The next signal that has arrived, or nil.
    func next() -> Arrival? {
        var information = signalfd_siginfo()
        guard unsafe swiftlet_next_signal(source.number, &information) > 0 else { return nil }
        return Arrival(information: information)
    }

    /// Whether it was ignored when the program started, as under nohup and in a script's background jobs.
    func wasIgnored(_ signal: Arrival) -> Bool {
        var state = before.state
        return unsafe swiftlet_was_ignored(&state, signal.number) != 0
    }
}
