/// The names of signals, as in signal(7) and kill(1).
public enum SignalName {
    /// Appends `SIGKILL` for 9, `SIGRTMIN+1` for 35, and `SIG32` for a number without a name.
    ///
    /// include/uapi/asm-generic/signal.h (Linux 6.18). Real-time signals count from 34, as in programs: the C
    /// library reserves 32 and 33.
    public static func append(_ number: UInt32, to buffer: inout OutputBuffer) {
        if let name = name(of: number) {
            buffer.append(name)
        } else if case firstRealTime...lastRealTime = number {
            buffer.append("SIGRTMIN")
            if number > firstRealTime {
                buffer.append(0x2b)
                buffer.append(decimal: number - firstRealTime)
            }
        } else {
            buffer.append("SIG")
            buffer.append(decimal: number)
        }
    }

    private static var firstRealTime: UInt32 { 34 }
    private static var lastRealTime: UInt32 { 64 }

    private static func name(of number: UInt32) -> StaticString? {
        switch number {
        case 1: "SIGHUP"
        case 2: "SIGINT"
        case 3: "SIGQUIT"
        case 4: "SIGILL"
        case 5: "SIGTRAP"
        case 6: "SIGABRT"
        case 7: "SIGBUS"
        case 8: "SIGFPE"
        case 9: "SIGKILL"
        case 10: "SIGUSR1"
        case 11: "SIGSEGV"
        case 12: "SIGUSR2"
        case 13: "SIGPIPE"
        case 14: "SIGALRM"
        case 15: "SIGTERM"
        case 16: "SIGSTKFLT"
        case 17: "SIGCHLD"
        case 18: "SIGCONT"
        case 19: "SIGSTOP"
        case 20: "SIGTSTP"
        case 21: "SIGTTIN"
        case 22: "SIGTTOU"
        case 23: "SIGURG"
        case 24: "SIGXCPU"
        case 25: "SIGXFSZ"
        case 26: "SIGVTALRM"
        case 27: "SIGPROF"
        case 28: "SIGWINCH"
        case 29: "SIGIO"
        case 30: "SIGPWR"
        case 31: "SIGSYS"
        default: nil
        }
    }
}
