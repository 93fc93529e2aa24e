internal import SwiftletShims

/// The processes that hold programs, maps and links by a descriptor, from /proc/PID/fd and fdinfo.
///
/// One pass over all descriptors of all processes this process may look into. An object without a holder is kept by a
/// pin, by what it is attached to, or by another object.
package struct ObjectHolders: Sendable {
    package struct Holder: Sendable {
        package let kind: Kernel.ObjectKind
        package let id: UInt32
        package let process: UInt32
        /// As the process named itself; its bytes can be anything.
        package let command: String
    }

    package private(set) var holders: [Holder] = []

    /// Finds them; this process is left out.
    package init() {
        let own = UInt32(swiftlet_getpid())
        for process in Self.numbers(in: "/proc") where process != own {
            var command: String?
            for descriptor in Self.numbers(in: "/proc/\(process)/fd") {
                guard let kind = Kernel.objectKind(ofFile: "/proc/\(process)/fd/\(descriptor)"),
                    let id = Self.number(
                        kind, of: "/proc/\(process)/fdinfo/\(descriptor)")
                else { continue }
                let name = command ?? Self.command(of: process)
                command = name
                holders.append(Holder(kind: kind, id: id, process: process, command: name))
            }
        }
        holders.sort { ($0.id, $0.process) < ($1.id, $1.process) }
    }

    /// The holders of an object, by pid; a process with several descriptors counts once.
    package func holders(of kind: Kernel.ObjectKind, _ id: UInt32) -> [Holder] {
        var (low, high) = (0, holders.count)
        while low < high {
            let middle = low + (high - low) / 2
            if holders[middle].id < id { low = middle + 1 } else { high = middle }
        }
        var found: [Holder] = []
        for holder in holders[low...] {
            guard holder.id == id else { break }
            guard holder.kind == kind, holder.process != found.last?.process else { continue }
            found.append(holder)
        }
        return found
    }

    private static func numbers(in folder: String) -> [UInt32] {
        var numbers = [UInt32](repeating: 0, count: 1 << 10)
        while true {
            // SAFETY: a NUL-terminated string; the call writes at most the buffer's count of numbers.
            let count = unsafe folder.withCString { folder in
                unsafe numbers.withUnsafeMutableBufferPointer { buffer in
                    unsafe swiftlet_numbered_files(folder, buffer.baseAddress, buffer.count)
                }
            }
            if count > numbers.count, numbers.count < 1 << 22 {
                numbers = [UInt32](repeating: 0, count: 2 * count)
                continue
            }
            return numbers.prefix(max(0, count)).sorted()
        }
    }

    private static func command(of process: UInt32) -> String {
        let bytes = (try? Kernel.readFile("/proc/\(process)/comm")) ?? []
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    private static func number(_ kind: Kernel.ObjectKind, of file: String) -> UInt32? {
        switch kind {
        case .program: field("prog_id:", of: file).flatMap { UInt32(exactly: $0) }
        case .map: field("map_id:", of: file).flatMap { UInt32(exactly: $0) }
        case .link: field("link_id:", of: file).flatMap { UInt32(exactly: $0) }
        case .btf: nil
        }
    }

    /// The number after a label at the start of a line.
    static func field(_ label: StaticString, of file: String) -> UInt64? {
        guard let text = try? Kernel.readFile(file) else { return nil }
        let label = Array("\(label)".utf8)
        for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: label) {
            var number: UInt64 = 0
            for byte in line.dropFirst(label.count)
            where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
                number = number &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
            }
            return number
        }
        return nil
    }
}

extension Kernel {
    /// The bytes of kernel memory that a program or map takes (`memlock` in fdinfo); nil without /proc.
    package static func memory(of descriptor: Int32) -> UInt64? {
        ObjectHolders.field("memlock:", of: "/proc/self/fdinfo/\(descriptor)")
    }
}
