/// What the descriptor 0, 1 or 2 refers to at an exec.
public struct StandardDescriptor: Sendable, Equatable {
    public enum Kind: UInt8, Sendable {
        case file, pipe, socket, tty, null, memfd, other

        /// The name used in the JSON output.
        public var name: StaticString {
            switch self {
            case .file: "file"
            case .pipe: "pipe"
            case .socket: "socket"
            case .tty: "tty"
            case .null: "null"
            case .memfd: "memfd"
            case .other: "other"
            }
        }
    }

    /// What it was opened for.
    public struct Access: OptionSet, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let read = Access(rawValue: 1)
        public static let write = Access(rawValue: 2)
        /// Every write goes to the end (`O_APPEND`).
        public static let append = Access(rawValue: 4)
    }

    public var number: UInt8
    public var kind: Kind
    /// The text of the link `/proc/PID/fd/N`, such as `pipe:[4026]`. A path starts at the process's root; if the file is
    /// not below that, at the root of the file's own mount namespace. Empty if unknown.
    public var path: [UInt8]
    public var inode: UInt64
    public var access: Access
    /// In bytes from the file's beginning; 0 where there is no position.
    public var position: UInt64
    /// The earlier descriptor that shares the open file, as after `2>&1`.
    public var sameAs: UInt8?
    /// Whether the process's previous program had the same at this descriptor; the parent's program, if the process
    /// had none of its own. Nil if that program is not known.
    public var isInherited: Bool?

    public init(
        number: UInt8, kind: Kind, path: [UInt8], inode: UInt64, access: Access,
        position: UInt64 = 0, sameAs: UInt8? = nil
    ) {
        self.number = number
        self.kind = kind
        self.path = path
        self.inode = inode
        self.access = access
        self.position = position
        self.sameAs = sameAs
    }

    /// Marks what the previous program had as well.
    static func mark(_ descriptors: inout [StandardDescriptor], against previous: [StandardDescriptor]) {
        for index in descriptors.indices {
            let own = descriptors[index]
            descriptors[index].isInherited = previous.contains {
                $0.number == own.number && $0.kind == own.kind && $0.inode == own.inode
                    && $0.access == own.access && $0.path == own.path
            }
        }
    }
}
