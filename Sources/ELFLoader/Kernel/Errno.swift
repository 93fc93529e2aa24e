/// A kernel error number (errno.h).
public struct Errno: RawRepresentable, Equatable, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Converts the negative result of a system call.
    init(result: Int) {
        rawValue = Int32(truncatingIfNeeded: -result)
    }

    public static var notPermitted: Errno { .init(rawValue: 1) }
    public static var noEntry: Errno { .init(rawValue: 2) }
    package static var noProcess: Errno { .init(rawValue: 3) }
    package static var interrupted: Errno { .init(rawValue: 4) }
    public static var tooBig: Errno { .init(rawValue: 7) }
    /// ENOEXEC
    package static var notExecutable: Errno { .init(rawValue: 8) }
    package static var badDescriptor: Errno { .init(rawValue: 9) }
    package static var again: Errno { .init(rawValue: 11) }
    package static var noMemory: Errno { .init(rawValue: 12) }
    package static var accessDenied: Errno { .init(rawValue: 13) }
    package static var fault: Errno { .init(rawValue: 14) }
    package static var busy: Errno { .init(rawValue: 16) }
    public static var exists: Errno { .init(rawValue: 17) }
    package static var noDevice: Errno { .init(rawValue: 19) }
    package static var isFolder: Errno { .init(rawValue: 21) }
    public static var invalid: Errno { .init(rawValue: 22) }
    package static var noSpace: Errno { .init(rawValue: 28) }
    package static var notImplemented: Errno { .init(rawValue: 38) }
    /// EILSEQ
    package static var invalidSequence: Errno { .init(rawValue: 84) }
    package static var notSupported: Errno { .init(rawValue: 95) }
    /// ENOTSUPP, an internal number of the kernel that bpf(2) can return.
    package static var notSupportedInternal: Errno { .init(rawValue: 524) }
}
