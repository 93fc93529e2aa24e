internal import SwiftletShims

/// Puts a larger ring buffer into a map of maps, in the background.
///
/// Creating and mapping a ring takes milliseconds, and updating a map of maps returns only when no program uses
/// the previous inner map. A reader that waited for either would let its ring fill up.
@safe package struct RingReplacement: ~Copyable {
    private let thread: UnsafeMutablePointer<swiftlet_replacement>
    private let outer: String
    private let ring: MapCreation

    /// The new ring, mapped as RingBufferReader describes. Whoever takes it owns the mappings, too.
    @safe package struct Ring: ~Copyable {
        package let descriptor: Descriptor
        /// One page, writable.
        package let consumer: UnsafeMutableRawPointer
        /// One page, then the data twice.
        package let producer: UnsafeMutableRawPointer
        /// In bytes.
        package let pageSize: Int

        /// The descriptor, without the mappings.
        package consuming func takeDescriptor() -> Descriptor { descriptor }
    }

    /// Starts a thread that makes the ring and the update. The caller must call `finish`.
    ///
    /// - Parameters:
    ///   - map: The map of maps; borrowed until `finish`.
    ///   - name: Its name.
    /// - Throws: `KernelError.system` if no thread can be started.
    package init(
        map: Int32, slot: UInt32, name: String, by ring: MapCreation
    ) throws(KernelError) {
        var creation = ring.attributes
        // SAFETY: `creation` is copied before the call returns.
        guard
            let thread = unsafe swiftlet_replace_begin(
                map, slot, &creation, swiftlet_page_size())
        else {
            throw .system(call: "pthread_create", subject: "map '\(name)'", errno: .again)
        }
        unsafe self.thread = unsafe thread
        outer = name
        self.ring = ring
    }

    /// Whether the new ring is mapped, so that `takeRing` may be called. Programs may write to it from now on.
    package var isMapped: Bool {
        state == SWIFTLET_REPLACEMENT_MAPPED || state == SWIFTLET_REPLACEMENT_DONE
    }

    /// Whether `finish` returns immediately. If the update succeeded, no program uses the previous ring any more.
    package var isDone: Bool {
        state == SWIFTLET_REPLACEMENT_DONE || state == SWIFTLET_REPLACEMENT_FAILED
    }

    private var state: swiftlet_replacement_state {
        // SAFETY: the pointer is valid until `finish`, which consumes self.
        swiftlet_replacement_state(UInt32(bitPattern: unsafe swiftlet_replace_state(thread)))
    }

    /// The new ring. Call it once, when `isMapped`.
    package func takeRing() -> Ring {
        precondition(isMapped)
        // SAFETY: the thread wrote these before the state that `isMapped` has read, and doesn't touch them again
        // except to read the descriptor.
        return unsafe Ring(
            descriptor: Descriptor(adopting: thread.pointee.ring),
            consumer: thread.pointee.consumer, producer: thread.pointee.producer,
            pageSize: thread.pointee.page)
    }

    /// Waits until all is done.
    ///
    /// - Throws: `KernelError`; without a ring to take unless `isMapped`.
    package consuming func finish() throws(KernelError) {
        var command: Int32 = 0
        // SAFETY: the pointer is from swiftlet_replace_begin and is released once.
        let result = unsafe swiftlet_replace_end(thread, &command)
        guard result < 0 else { return }
        let errno = Errno(result: result)
        let subject = "map '\(ring.name)'"
        switch Command(rawValue: Int(command)) {
        case .mapCreate: throw Kernel.error(.mapCreate, subject, errno)
        case .mapUpdate: throw Kernel.error(.mapUpdate, "map '\(outer)'", errno)
        default: throw .system(call: "mmap", subject: subject, errno: errno)
        }
    }
}
