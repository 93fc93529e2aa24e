/// Why a ring buffer can't be read.
public enum RingBufferError: Error, Equatable, Sendable {
    /// The size in bytes is not a power of two of at least a page.
    case size(found: Int, pageSize: Int)
    /// Mapping `count` bytes at `offset` of the map failed.
    case mapping(descriptor: Int32, offset: Int, count: Int, errno: Int32)
    /// The consumer position is not a multiple of 8: another writer changed it.
    case position(found: UInt64)
    /// The record at `position` exceeds the `available` bytes in the ring.
    case record(position: UInt64, length: Int, available: UInt64, size: Int)
    /// An epoll call failed for `descriptor`: `operation` is create, add, remove or wait.
    case polling(_ operation: String, descriptor: Int32, errno: Int32)
}

extension RingBufferError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .size(let found, let pageSize):
            "ring buffer: size: found \(found) bytes, expected a power of two of at least \(pageSize)"
        case .mapping(let descriptor, let offset, let count, let errno):
            "ring buffer: mmap of \(count) bytes at \(offset) of descriptor \(descriptor): errno \(errno)\(Self.advice(errno))"
        case .position(let found):
            "ring buffer: consumer position: found \(found), expected a multiple of 8: has the ring another reader?"
        case .record(let position, let length, let available, let size):
            "ring buffer: record at position \(position): found \(length) bytes, expected at most \(available) with the header, in a ring of \(size)"
        case .polling(let operation, let descriptor, let errno):
            "ring buffer: epoll \(operation) of descriptor \(descriptor): errno \(errno)\(Self.advice(errno))"
        }
    }

    /// The meaning of an errno here and what to do, if known.
    private static func advice(_ errno: Int32) -> String {
        switch errno {
        case 1: " (EPERM): not permitted: is the map frozen or read-only?"
        case 9: " (EBADF): the descriptor is not open"
        case 12: " (ENOMEM): out of memory or of mappings"
        case 17: " (EEXIST): it was added before"
        case 19: " (ENODEV): it cannot be mapped: is it a ring buffer?"
        case 22: " (EINVAL): does the size differ from the map's max_entries?"
        case 24: " (EMFILE): too many open files: raise the limit (ulimit -n)"
        default: ""
        }
    }
}
