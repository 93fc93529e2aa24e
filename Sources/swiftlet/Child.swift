internal import ELFLoader
internal import SwiftletOptions
internal import SwiftletShims

/// The traced command (Sources/SwiftletShims/launch.h). A process that shares nothing with the tracer forks it.
final class Child {
    private let server: Int32
    private let go: Descriptor
    private let failure: Descriptor
    /// 0 before `fork`.
    private(set) var pid: Int32 = 0
    /// How the command ended; nil until it has been waited for. Until then the pid is its own.
    private(set) var end: End?

    /// How a command ended, as in wait(2).
    enum End: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Forks the process that will fork the command. Call this before opening, raising or loading anything.
    ///
    /// - Parameters:
    ///   - directory: Where to run the command; nil to run it here.
    ///   - user: Who runs it; nil for whoever runs this.
    ///   - signals: The signal mask and ignored signals of the command.
    init(
        _ command: [ByteString], in directory: ByteString?, by user: CommandUser?, signals: SignalSource.Before
    ) throws(Failure) {
        var child = swiftlet_child()
        var signals = signals.state
        var strings = command
        if let directory { strings.append(directory) }
        if let user { strings += [user.name, user.home, user.shell] }
        let groups = user?.groups ?? []
        let result = unsafe Self.withArguments(strings) { pointers in
            unsafe groups.withUnsafeBufferPointer { groups in
                var arguments = unsafe Array(UnsafeBufferPointer(start: pointers, count: command.count))
                unsafe arguments.append(nil)
                return unsafe arguments.withUnsafeBufferPointer { arguments in
                    var setting = unsafe swiftlet_command()
                    unsafe setting.arguments = arguments.baseAddress
                    var next = unsafe pointers + command.count
                    if directory != nil {
                        unsafe setting.directory = UnsafePointer(next[0])
                        unsafe next += 1
                    }
                    if let user {
                        unsafe setting.user = UnsafePointer(next[0])
                        unsafe setting.home = UnsafePointer(next[1])
                        unsafe setting.shell = UnsafePointer(next[2])
                        unsafe (setting.uid, setting.gid) = (user.uid, user.gid)
                        unsafe setting.groups = groups.baseAddress
                        unsafe setting.group_count = groups.count
                    }
                    // SAFETY: all pointers are to C strings and arrays that outlive the call; the process that it
                    // forks has copies.
                    return unsafe swiftlet_fork_server(&setting, &child, &signals)
                }
            }
        }
        guard result >= 0 else { throw Self.failure(Errno(rawValue: Int32(-result))) }
        server = child.server
        go = Descriptor(adopting: child.start)
        failure = Descriptor(adopting: child.failed)
    }

    /// Forks the command, which waits for `start`. If a signal ended its forker, the command has its `end` already.
    func fork() throws(Failure) {
        writeByte()
        let answer = readNumber()
        var status: Int32 = 0
        _ = unsafe swiftlet_wait_end(server, &status)
        if let answer, answer < 0 { throw Self.failure(Errno(rawValue: -answer)) }
        if let answer { pid = answer } else { note(status) }
    }

    /// Why the command does not run.
    struct Refusal {
        enum Step { case becomingUser, enteringDirectory, exec }

        let step: Step
        let errno: Errno
    }

    /// Lets the child execute the command.
    ///
    /// - Returns: What failed, or nil.
    func start() -> Refusal? {
        writeByte()
        guard let number = readNumber() else { return nil }
        let step: Refusal.Step =
            switch Int(number) & ~0xffff {
            case SWIFTLET_NOT_USER: .becomingUser
            case SWIFTLET_NOT_THERE: .enteringDirectory
            default: .exec
            }
        return Refusal(step: step, errno: Errno(rawValue: number & 0xffff))
    }

    private func writeByte() {
        var byte: UInt8 = 1
        // SAFETY: one byte.
        _ = unsafe swiftlet_write(go.number, &byte, 1)
    }

    private func readNumber() -> Int32? {
        var number: Int32 = 0
        // SAFETY: room for one integer.
        let got = unsafe swiftlet_read(failure.number, &number, MemoryLayout<Int32>.size)
        return got == MemoryLayout<Int32>.size ? number : nil
    }

    private static func failure(_ errno: Errno) -> Failure {
        Failure(
            status: ExitStatus.unavailable, message: "the command can't be started: fork: \(errno)")
    }

    /// Checks the command's state. If it was stopped, this process stops too, until somebody continues the job.
    func look() {
        var status: Int32 = 0
        while end == nil, pid != 0, unsafe swiftlet_wait_child(pid, &status) > 0 { note(status) }
        swiftlet_reap_others(end == nil ? pid : 0)
    }

    /// - Parameter status: A status of wait(2).
    private func note(_ status: Int32) {
        let signal = status & 0x7f
        if signal == 0 {
            end = .exited(status >> 8 & 0xff)
        } else if status & 0xff == 0x7f {
            swiftlet_stop_like_child(pid, status >> 8 & 0xff)
        } else if status != 0xffff {  // continued
            end = .killed(signal: signal)
        }
    }

    /// Passes on a signal.
    func send(_ signal: SignalSource.Arrival) {
        guard end == nil else { return }
        var information = signal.information
        unsafe swiftlet_pass_on(pid, &information)
    }

    /// Calls `body` with the strings as a C array of pointers that ends with NULL.
    private static func withArguments<Result>(
        _ strings: [ByteString], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(bytes.count)
            bytes.append(contentsOf: string.bytes.map { CChar(bitPattern: $0) })
            bytes.append(0)
        }
        // SAFETY: each offset is the start of a NUL-terminated string in `bytes`, which stays where
        // it is during the call.
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return unsafe body([nil]) }
            var pointers = unsafe [UnsafeMutablePointer<CChar>?]()
            for offset in offsets { unsafe pointers.append(base + offset) }
            unsafe pointers.append(nil)
            return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
        }
    }
}

extension Child.End {
    /// Ends this process in the same way.
    func adopt() -> Never {
        switch self {
        case .exited(let code): swiftlet_exit(code)
        case .killed(let signal):
            swiftlet_die_of(signal)
            // Signals from within can't kill the first process of a pid namespace (a container).
            swiftlet_exit(128 + signal)
        }
    }
}
