/// An error number of the kernel (errno.h).
public struct Errno: RawRepresentable, Equatable, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The error in a negative result of a system call.
    init(result: Int) {
        rawValue = Int32(truncatingIfNeeded: -result)
    }

    public static var notPermitted: Errno { .init(rawValue: 1) }
    public static var noEntry: Errno { .init(rawValue: 2) }
    public static var noProcess: Errno { .init(rawValue: 3) }
    public static var interrupted: Errno { .init(rawValue: 4) }
    public static var tooBig: Errno { .init(rawValue: 7) }
    public static var badDescriptor: Errno { .init(rawValue: 9) }
    public static var again: Errno { .init(rawValue: 11) }
    public static var noMemory: Errno { .init(rawValue: 12) }
    public static var accessDenied: Errno { .init(rawValue: 13) }
    public static var fault: Errno { .init(rawValue: 14) }
    public static var busy: Errno { .init(rawValue: 16) }
    public static var exists: Errno { .init(rawValue: 17) }
    public static var noDevice: Errno { .init(rawValue: 19) }
    public static var isDirectory: Errno { .init(rawValue: 21) }
    public static var tooManyFiles: Errno { .init(rawValue: 24) }
    public static var invalid: Errno { .init(rawValue: 22) }
    public static var noSpace: Errno { .init(rawValue: 28) }
    public static var notImplemented: Errno { .init(rawValue: 38) }
    public static var notSupported: Errno { .init(rawValue: 95) }
    /// ENOTSUPP, which the kernel keeps to itself but bpf(2) lets out.
    public static var notSupportedInternal: Errno { .init(rawValue: 524) }
}

extension Errno: CustomStringConvertible {
    /// The name and the usual words: `EPERM (operation not permitted)`.
    public var description: String {
        switch self {
        case .notPermitted: "EPERM (operation not permitted)"
        case .noEntry: "ENOENT (no such file or directory)"
        case .noProcess: "ESRCH (no such process or symbol)"
        case .interrupted: "EINTR (interrupted)"
        case .tooBig: "E2BIG (too big)"
        case .badDescriptor: "EBADF (bad file descriptor)"
        case .again: "EAGAIN (try again)"
        case .noMemory: "ENOMEM (out of memory)"
        case .accessDenied: "EACCES (permission denied)"
        case .fault: "EFAULT (bad address)"
        case .busy: "EBUSY (busy)"
        case .exists: "EEXIST (already there)"
        case .noDevice: "ENODEV (no such device)"
        case .invalid: "EINVAL (invalid argument)"
        case .noSpace: "ENOSPC (no space left)"
        case .notImplemented: "ENOSYS (not implemented by this kernel)"
        case .notSupported: "EOPNOTSUPP (not supported)"
        case .notSupportedInternal: "ENOTSUPP (not supported)"
        case .isDirectory: "EISDIR (is a directory)"
        case .tooManyFiles: "EMFILE (too many open files)"
        default: name ?? "errno \(rawValue)"
        }
    }
}
