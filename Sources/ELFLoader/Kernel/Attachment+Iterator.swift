internal import SwiftletShims

extension Kernel {
    /// Attaches an iterator (Linux 5.8). The program runs when the iterator is read.
    package static func attachIterator(
        _ program: Int32, over target: IteratedObject, name: String
    ) throws(KernelError) -> Attachment {
        let result: Int
        switch target {
        case .everything:
            var attributes = bpf_attr_link_create()
            attributes.prog_fd = UInt32(bitPattern: program)
            attributes.attach_type = LinkType.iterator
            result = SystemCalls.bpf(.linkCreate, &attributes)
        case .map(let map):
            result = createIterator(program, bpf_iterator_map(map_fd: UInt32(bitPattern: map)))
        case .cgroup(let folder, let order):
            result = createIterator(
                program,
                bpf_iterator_cgroup(
                    order: order, cgroup_fd: UInt32(bitPattern: folder), cgroup_id: 0))
        case .process(let id):
            result = createIterator(program, bpf_iterator_task(tid: 0, pid: id, pid_fd: 0))
        case .thread(let id):
            result = createIterator(program, bpf_iterator_task(tid: id, pid: 0, pid_fd: 0))
        }
        guard result >= 0 else {
            throw error(.linkCreate, "iterator '\(name)'", Errno(result: result))
        }
        return Attachment(link: Descriptor(adopting: Int32(result)))
    }

    private static func createIterator<Info: BitwiseCopyable>(_ program: Int32, _ info: Info) -> Int {
        var attributes = bpf_attr_link_create_iterator()
        attributes.link.prog_fd = UInt32(bitPattern: program)
        attributes.link.attach_type = LinkType.iterator
        attributes.iter_info_len = UInt32(MemoryLayout<Info>.size)
        var info = info
        // SAFETY: the kernel reads iter_info_len bytes at the value's address, during the call.
        return unsafe withUnsafePointer(to: &info) { pointer in
            unsafe attributes.iter_info = address(UnsafeRawPointer(pointer))
            return SystemCalls.bpf(.linkCreate, &attributes)
        }
    }

    /// Starts an iterator from the beginning (BPF_ITER_CREATE). Reading the fd returns what the program
    /// writes.
    package static func createIterator(_ link: Int32, name: String) throws(KernelError) -> Descriptor {
        var attributes = bpf_attr_iterator_create()
        attributes.link_fd = UInt32(bitPattern: link)
        let result = SystemCalls.bpf(.iteratorCreate, &attributes)
        guard result >= 0 else {
            throw error(.iteratorCreate, "iterator '\(name)'", Errno(result: result))
        }
        return Descriptor(adopting: Int32(result))
    }

    /// Reads the next bytes, at most `limit`; empty at the end.
    package static func read(
        _ descriptor: borrowing Descriptor, limit: Int, subject: String
    ) throws(KernelError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        // SAFETY: the kernel writes at most the buffer's count of bytes.
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe swiftlet_read(descriptor.number, buffer.baseAddress, buffer.count)
        }
        guard got >= 0 else { throw .system(call: "read", subject: subject, errno: Errno(result: got)) }
        bytes.removeLast(bytes.count - got)
        return bytes
    }
}
