internal import SwiftletShims

extension Kernel {
    /// Reads the memory of a running process (/proc/PID/mem).
    ///
    /// - Returns: Nil if fewer than `count` bytes can be read there.
    /// - Throws: `KernelError.system` if the process is gone, or if this process may not read its memory.
    package static func memory(
        of process: Int32, at address: UInt64, count: Int
    ) throws(KernelError) -> [UInt8]? {
        let path = "/proc/\(process)/mem"
        let file = try open(path)
        var bytes = [UInt8](repeating: 0, count: count)
        // SAFETY: the kernel writes at most the buffer's count of bytes.
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe swiftlet_read_at(file.number, buffer.baseAddress, buffer.count, address)
        }
        return got == count ? bytes : nil
    }

    /// Whether a path refers to the same file in another process, which may have another root or other
    /// mounts.
    package static func sees(_ path: String, as process: Int32) -> Bool {
        guard let file = try? open(path) else { return false }
        let other = "/proc/\(process)/root\(path)"
        // SAFETY: withCString provides a NUL-terminated string for the call.
        return unsafe other.withCString { other in unsafe swiftlet_leads_to(other, file.number) } == 1
    }

    /// The processes of this process's user or of root: this process first, then by pid.
    ///
    /// Other users' processes control the contents of their memory, so it can't be trusted.
    package static func trustedProcesses() -> [Int32] {
        var numbers = [UInt32](repeating: 0, count: 1 << 15)
        // SAFETY: the call writes at most the buffer's count of numbers, and returns how many there are.
        let count = unsafe numbers.withUnsafeMutableBufferPointer { buffer in
            unsafe swiftlet_processes(buffer.baseAddress, buffer.count)
        }
        let this = Int32(swiftlet_getpid())
        let others = numbers.prefix(max(0, count)).sorted().lazy.map { Int32(clamping: $0) }
        return [this] + others.filter { $0 != this && isTrusted($0) }
    }

    /// Whether a process's real, effective, saved and file-system uids are all root's or this process's.
    private static func isTrusted(_ process: Int32) -> Bool {
        guard let text = try? readFile("/proc/\(process)/status") else { return false }
        let label = Array("Uid:".utf8)
        for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: label) {
            let users = line.dropFirst(label.count).split(separator: UInt8(ascii: "\t"))
            let own = swiftlet_geteuid()
            return users.allSatisfy { user in
                let number = UInt32(String(decoding: user, as: UTF8.self))
                return number == 0 || number == own
            }
        }
        return false
    }
}
