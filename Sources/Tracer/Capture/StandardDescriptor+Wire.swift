internal import TracerWire

/// What the kernel says about a file, from linux/magic.h, sys/stat.h and Documentation/admin-guide/devices.txt.
private enum Kernel {
    // File systems whose files have no directory.
    static let pipes: UInt32 = 0x5049_5045
    static let sockets: UInt32 = 0x534f_434b
    static let anonymous: UInt32 = 0x0904_1934
    // S_IFMT and its values.
    static let kindMask: UInt16 = 0xf000
    static let fifo: UInt16 = 0x1000
    static let characters: UInt16 = 0x2000
    static let regular: UInt16 = 0x8000
    // O_ACCMODE, O_WRONLY, O_APPEND and O_PATH, which are the same on x86 and arm64.
    static let accessMask: UInt32 = 3
    static let writing: UInt32 = 1
    static let append: UInt32 = 0x400
    static let pathOnly: UInt32 = 0x20_0000
}

extension StandardDescriptor {
    /// Reads the descriptors of an EXEC record; nil if the programs did not look at them.
    ///
    /// - Throws: `WireError.badLength`.
    static func all(
        of exec: event_exec, in record: borrowing WireRecord
    ) throws(WireError) -> [StandardDescriptor]? {
        guard exec.flags & EXEC_STDIO.rawValue != 0 else { return nil }
        let paths = exec.paths
        var offset =
            Int(exec.filename_length) + Int(exec.interpreter_length) + Int(paths.0.length)
            + Int(paths.1.length)
        var all: [StandardDescriptor] = []
        let parts = [
            (exec.descriptors.0, paths.2), (exec.descriptors.1, paths.3),
            (exec.descriptors.2, paths.4),
        ]
        for number in 0..<parts.count {
            let (wire, path) = parts[number]
            let names = try record.data(
                after: event_exec.self, offset: offset, count: Int(path.length))
            offset += Int(path.length)
            guard wire.is_open != 0 else { continue }
            if let first = all.first(where: { $0.number &+ 1 == wire.same_as }) {
                var same = first
                same.sameAs = first.number
                same.number = UInt8(number)
                all.append(same)
            } else {
                all.append(StandardDescriptor(UInt8(number), wire, names, marks: UInt32(path.marks)))
            }
        }
        return all
    }

    private init(_ number: UInt8, _ wire: exec_descriptor, _ names: RawSpan, marks: UInt32) {
        let isNameless = marks & PATH_NAMELESS.rawValue != 0
        // Only their drivers know what other nameless files are called, such as mnt:[4026531841].
        let hasName = !isNameless || names.byteCount > 2
        // /proc says (unreachable) of no descriptor; one from another mount namespace is common.
        var path = [UInt8](path: names, marks: marks & ~PATH_UNREACHABLE.rawValue)
        let kind: Kind
        switch (wire.file_system, wire.mode & Kernel.kindMask) {
        case (Kernel.pipes, _):
            kind = .pipe
            path = Array("pipe:[".utf8) + Self.decimal(wire.inode) + [UInt8(ascii: "]")]
        case (Kernel.sockets, _):
            kind = .socket
            path = Array("socket:[".utf8) + Self.decimal(wire.inode) + [UInt8(ascii: "]")]
        case (Kernel.anonymous, _):
            kind = .other
            // The name, such as [eventpoll], between the slash and " (deleted)".
            path = Array("anon_inode:".utf8) + [UInt8](path: names, marks: 0).dropFirst()
        case (_, Kernel.fifo): kind = .pipe
        case (_, Kernel.characters): kind = Self.kind(ofDevice: wire.device)
        case (_, Kernel.regular) where hasName:
            kind = isNameless && path.starts(with: "/memfd:".utf8) ? .memfd : .file
        default: kind = .other
        }
        if !hasName, kind == .other { path = [] }
        var access: Access = []
        if wire.flags & Kernel.pathOnly == 0 {
            let mode = wire.flags & Kernel.accessMask
            if mode != Kernel.writing { access.insert(.read) }
            if mode != 0 { access.insert(.write) }
            if wire.flags & Kernel.append != 0 { access.insert(.append) }
        }
        self.init(
            number: number, kind: kind, path: path, inode: wire.inode, access: access,
            position: wire.position)
    }

    /// /dev/null is 1:3. Terminals: consoles and serial lines (4), /dev/tty and /dev/console (5), pseudoterminals
    /// (136 to 143), USB (166, 188), and the serial lines and consoles of other machines (204, 229).
    private static func kind(ofDevice device: UInt32) -> Kind {
        switch device >> 20 {
        case 1: device & 0xf_ffff == 3 ? .null : .other
        case 4, 5, 136...143, 166, 188, 204, 229: .tty
        default: .other
        }
    }

    private static func decimal(_ number: UInt64) -> [UInt8] {
        var digits: [UInt8] = []
        var rest = number
        repeat {
            digits.insert(UInt8(ascii: "0") + UInt8(rest % 10), at: 0)
            rest /= 10
        } while rest != 0
        return digits
    }
}
