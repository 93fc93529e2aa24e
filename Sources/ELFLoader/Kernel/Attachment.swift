internal import SwiftletShims
internal import Synchronization

/// An attached program. It stays attached until it is detached or its owner goes away, and no longer: a
/// killed process leaves nothing behind, but for pinned links and probes made in tracefs.
public final class Attachment: Sendable {
    /// How the program is held to its hook.
    public enum Mechanism: Sendable, Equatable {
        /// A BPF link (of a raw tracepoint, Linux 4.17; of a perf event, 5.15).
        case link
        /// PERF_EVENT_IOC_SET_BPF on a perf event.
        case perfEvent
        /// The same, on an event of a probe that was made in tracefs (kprobe_events), since the kernel
        /// makes none by perf_event_open(2).
        case tracefsProbe
        /// The value of a map of functions (struct_ops) that takes no link: registered until it is deleted.
        case registration
    }

    public let mechanism: Mechanism
    /// The link, the perf event that the program was set on, or the map.
    public let descriptor: Int32
    /// The perf event under a link.
    private let event: Int32?
    /// The probe under the perf event.
    private let probe: TracefsProbe?
    private let isDetached = Atomic<Bool>(false)

    init(link: consuming Descriptor, event: consuming Descriptor? = nil, probe: TracefsProbe? = nil) {
        mechanism = .link
        descriptor = link.release()
        self.event = event?.release()
        self.probe = probe
    }

    init(event: consuming Descriptor, probe: TracefsProbe? = nil) {
        mechanism = probe == nil ? .perfEvent : .tracefsProbe
        descriptor = event.release()
        self.event = nil
        self.probe = probe
    }

    init(structOps map: consuming Descriptor) {
        mechanism = .registration
        descriptor = map.release()
        event = nil
        probe = nil
    }

    /// Detaches the program: it doesn't run again, unless a pin holds the link. A second time does nothing.
    public func detach() {
        guard !isDetached.exchange(true, ordering: .acquiringAndReleasing) else { return }
        if let event {
            // The program runs on while the link lives, but an event that counts nothing calls nothing.
            _ = swiftlet_perf_event_disable(event)
            _ = swiftlet_close(event)
        } else if mechanism == .registration {
            // Whatever can't be taken away is gone, or in use, and then goes with its last user.
            _ = try? Kernel.mapDelete(descriptor, key: [0, 0, 0, 0], name: "struct_ops")
        } else if mechanism != .link {
            _ = swiftlet_perf_event_disable(descriptor)
        }
        _ = swiftlet_close(descriptor)
        // After the last event of it: the kernel keeps a probe that is in use.
        probe?.remove()
    }

    deinit {
        detach()
    }
}
