internal import ELFLoader
internal import GlibcShims

/// The traced command: forked, and waiting to be started.
final class Child {
    let pid: Int32
    private let go: Descriptor
    private let failure: Descriptor

    /// How the command ended, as wait(2) has it.
    enum End: Equatable {
        case exited(Int32)
        case killed(signal: Int32)

        /// What a shell would give as `$?`.
        var status: Int32 {
            switch self {
            case .exited(let code): code
            case .killed(let signal): 128 + signal
            }
        }
    }

    /// Forks the child; it runs nothing until `start`.
    ///
    /// - Parameter signals: The mask that the command is to have.
    init(_ command: [String], signals: SignalSource.Mask) throws(Failure) {
        var child = swiftlet_child()
        var mask = signals.set
        let result = unsafe Self.withArguments(command) { arguments in
            // SAFETY: a null-terminated array of C strings that outlives the call.
            unsafe swiftlet_spawn_waiting(arguments, &child, &mask)
        }
        guard result >= 0 else {
            throw Failure(
                status: ExitStatus.unavailable,
                message: "the command can't be started: fork: \(Errno(rawValue: Int32(-result)))")
        }
        pid = child.pid
        go = Descriptor(adopting: child.start)
        failure = Descriptor(adopting: child.failed)
    }

    /// Lets the child become the command.
    ///
    /// - Returns: The error with which exec failed, or nil.
    func start() -> Errno? {
        var byte: UInt8 = 1
        // SAFETY: one byte, and room for one integer.
        _ = unsafe swiftlet_write(go.number, &byte, 1)
        var errno: Int32 = 0
        let got = unsafe swiftlet_read(failure.number, &errno, MemoryLayout<Int32>.size)
        return got == MemoryLayout<Int32>.size ? Errno(rawValue: errno) : nil
    }

    /// How the child ended; nil while it runs.
    func end() -> End? {
        var status: Int32 = 0
        guard unsafe swiftlet_wait(pid, &status) > 0 else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
    }

    /// Passes a signal on.
    func send(_ signal: Int32) {
        _ = swiftlet_kill(pid, signal)
    }

    /// Calls `body` with the strings as C has them: an array of pointers that ends with a null one.
    private static func withArguments<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(bytes.count)
            bytes.append(contentsOf: string.utf8.map { CChar(bitPattern: $0) })
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
