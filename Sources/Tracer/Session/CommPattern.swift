internal import SwiftletShims

/// A pattern for the name that the kernel gives a program (`comm`): the first 15 bytes of its file name.
///
/// `make` and `gcc*` are looked at in the kernel. Of any other pattern it looks at what comes before the
/// first of `*`, `?` and `[`; what passes is sent, and the whole pattern is looked at here, as fnmatch(3)
/// does. A name of more than 15 bytes stands for its first 15.
public struct CommPattern: Sendable, Equatable {
    /// Without the NUL (TASK_COMM_LEN, include/linux/sched.h).
    private static var longest: Int { 15 }

    private let pattern: String
    /// What comes before the first special character.
    private let prefix: [UInt8]
    private let isExact: Bool
    /// Whether the kernel can tell by itself.
    let isSimple: Bool

    public init(_ pattern: String) {
        self.pattern = pattern
        let bytes = Array(pattern.utf8)
        let special = bytes.firstIndex { [0x2a, 0x3f, 0x5b, 0x5c].contains($0) }
        prefix = Array(bytes[..<(special ?? bytes.count)].prefix(Self.longest))
        isExact = special == nil
        isSimple = special == nil || bytes[special!...].elementsEqual([0x2a])
    }

    public func matches(_ comm: [UInt8]) -> Bool {
        // The rest of the name has been cut off.
        if prefix.count == Self.longest { return comm == prefix }
        guard comm.starts(with: prefix) else { return false }
        if isSimple { return !isExact || comm == prefix }
        let name = String(decoding: comm, as: UTF8.self)
        // SAFETY: withCString gives NUL-terminated strings for the call.
        return unsafe pattern.withCString { pattern in
            unsafe name.withCString { name in unsafe swiftlet_matches(pattern, name) == 1 }
        }
    }

    /// `struct comm_pattern` (bpf/tracer_filter.h): bytes, and which of them count.
    var kernelForm: [UInt8] {
        var bytes = prefix
        // The NUL that ends the name counts, too.
        let counted = isExact ? prefix.count + 1 : prefix.count
        bytes += [UInt8](repeating: 0, count: 16 - bytes.count)
        return bytes + (0..<16).map { $0 < counted ? 0xff : 0 }
    }
}
