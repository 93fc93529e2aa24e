internal import SwiftletShims

/// How a program is held to its hook.
public enum AttachMechanism: Sendable, Equatable {
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

/// An attached program. It has one owner, and is detached when that goes away: a killed process leaves
/// nothing behind but pinned links and probes made in tracefs.
@usableFromInline package struct Attachment: ~Copyable, Sendable {
    package let mechanism: AttachMechanism
    /// The link, the perf event that the program was set on, or the map.
    package let descriptor: Descriptor
    /// The perf event under a link.
    private let event: Descriptor?
    /// The probe under the perf event.
    private let probe: TracefsProbe?

    init(link: consuming Descriptor) {
        mechanism = .link
        descriptor = link
        event = nil
        probe = nil
    }

    init(link: consuming Descriptor, event: consuming Descriptor, probe: TracefsProbe?) {
        mechanism = .link
        descriptor = link
        self.event = consume event
        self.probe = probe
    }

    init(event: consuming Descriptor, probe: TracefsProbe? = nil) {
        mechanism = probe == nil ? .perfEvent : .tracefsProbe
        descriptor = event
        self.event = nil
        self.probe = probe
    }

    init(structOps map: consuming Descriptor) {
        mechanism = .registration
        descriptor = map
        event = nil
        probe = nil
    }

    deinit {
        if mechanism == .registration {
            // Whatever can't be taken away is gone, or in use, and then goes with its last user.
            _ = try? Kernel.mapDelete(descriptor.number, key: [0, 0, 0, 0], name: "struct_ops")
        } else if mechanism != .link {
            _ = swiftlet_perf_event_disable(descriptor.number)
        }
        // The program runs on while somebody holds the link, but an event that counts nothing calls nothing.
        if let event = consume event { _ = swiftlet_perf_event_disable(event.number) }
        _ = consume descriptor
        // After the last event of it: the kernel keeps a probe that is in use.
        probe?.remove()
    }
}
