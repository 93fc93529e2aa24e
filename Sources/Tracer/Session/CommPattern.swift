internal import TracerCapture

/// A pattern for the name that the kernel gives a program (`comm`): the first 15 bytes of its file name.
///
/// The BPF programs match `make` and `gcc*` exactly. For any other pattern they compare the part before the
/// first `*`, `?` or `[`; user space then matches the full pattern as fnmatch(3) does. A pattern name longer
/// than 15 bytes matches by its first 15.
public struct CommPattern: Sendable, Equatable {
    /// The longest name without the NUL (TASK_COMM_LEN, include/linux/sched.h).
    private static var longest: Int { 15 }

    private let glob: Glob
    /// The part before the first special character.
    private let prefix: [UInt8]
    private let isExact: Bool
    /// Whether the BPF programs alone can decide the match.
    let isSimple: Bool

    public init(_ pattern: String) { self.init(bytes: Array(pattern.utf8)) }

    /// - Parameter pattern: In any encoding, like the names.
    public init(bytes pattern: [UInt8]) {
        glob = Glob(fnmatch: pattern)
        let special = pattern.firstIndex { "*?[\\".utf8.contains($0) }
        prefix = Array(pattern[..<(special ?? pattern.count)].prefix(Self.longest))
        isExact = special == nil
        isSimple = special.map { pattern[$0...].elementsEqual("*".utf8) } ?? true
    }

    public func matches(_ comm: [UInt8]) -> Bool {
        // The kernel cut off the rest of the name.
        if prefix.count == Self.longest { return comm == prefix }
        guard comm.starts(with: prefix) else { return false }
        return glob.matches(comm.span)
    }

    /// The bytes of a `comm_pattern` (TracerWire): the name and a mask of the bytes to compare.
    var kernelForm: [UInt8] {
        var bytes = prefix
        // The terminating NUL is compared too.
        let counted = isExact ? prefix.count + 1 : prefix.count
        bytes += [UInt8](repeating: 0, count: 16 - bytes.count)
        return bytes + (0..<16).map { $0 < counted ? 0xff : 0 }
    }
}
