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
    /// - Parameter signals: The signal mask and ignored signals of the command.
    init(_ command: [ByteString], signals: SignalSource.Before) throws(Failure) {
        var child = swiftlet_child()
        var signals = signals.state
        let result = unsafe Self.withArguments(command) { arguments in
            // SAFETY: a null-terminated array of C strings that outlives the call.
            unsafe swiftlet_fork_server(arguments, &child, &signals)
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

    /// Lets the child execute the command.
    ///
    /// - Returns: The error with which exec failed, or nil.
    func start() -> Errno? {
        writeByte()
        return readNumber().map { Errno(rawValue: $0) }
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
