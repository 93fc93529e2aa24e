extension Errno: CustomStringConvertible {
    /// The name and a description: `EPERM (operation not permitted)`.
    public var description: String {
        // Internal numbers of the kernel (include/linux/errno.h) that bpf(2) can return.
        let internalNames: [Int32: String] = [
            512: "ERESTARTSYS", 517: "EPROBE_DEFER", 524: "ENOTSUPP",
        ]
        guard let name = name ?? internalNames[rawValue] else { return "errno \(rawValue)" }
        return Self.words[rawValue].map { "\(name) (\($0))" } ?? name
    }

    /// Descriptions of the errors that the kernel returns to a loader.
    private static let words: [Int32: String] = [
        1: "operation not permitted", 2: "no such file or directory",
        3: "no such process or symbol",
        4: "interrupted", 5: "input/output error", 6: "no such device or address", 7: "too big",
        8: "invalid executable code", 9: "bad file descriptor", 11: "try again",
        12: "out of memory",
        13: "permission denied", 14: "bad address", 16: "busy", 17: "already there",
        18: "another device", 19: "no such device", 20: "not a directory", 21: "is a directory",
        22: "invalid argument", 23: "too many open files on this system",
        24: "too many open files in this process: raise the limit (ulimit -n)", 25: "no such ioctl",
        26: "the file is being run or written", 27: "file too large", 28: "no space left",
        29: "can't seek", 30: "read-only file system", 31: "too many links", 32: "broken pipe",
        33: "out of domain", 34: "out of range", 35: "deadlock", 36: "name too long",
        38: "not implemented by this kernel", 39: "directory not empty",
        40: "too many symbolic links",
        61: "no data", 62: "timer expired", 71: "protocol error", 74: "bad message",
        75: "value too large", 77: "descriptor in a bad state", 84: "invalid sequence",
        92: "no such protocol option", 93: "protocol not supported", 95: "not supported",
        97: "address family not supported", 98: "address in use", 99: "address not available",
        100: "network is down", 105: "no buffer space", 110: "timed out",
        114: "already in progress",
        115: "in progress", 116: "stale file handle", 122: "quota exceeded", 126: "no such key",
        129: "key rejected", 512: "interrupted", 517: "not ready yet", 524: "not supported",
    ]
}
