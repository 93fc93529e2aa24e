internal import SwiftletShims

/// The kernel mechanism that keeps a program attached.
public enum AttachMechanism: Sendable, Equatable {
    /// A BPF link (raw tracepoints: Linux 4.17; perf events: 5.15).
    case link
    /// PERF_EVENT_IOC_SET_BPF on a perf event.
    case perfEvent
    /// The same ioctl, on the event of a probe created in tracefs (kprobe_events), because the kernel can't
    /// create the probe through perf_event_open(2).
    case tracefsProbe
    /// The value of a struct_ops map without a link: registered until it is deleted.
    case registration
}

/// An attached program. Releasing its only owner detaches the program. If the process is killed, only pinned
/// links, tracefs probes and struct_ops registrations without a link remain.
@usableFromInline package struct Attachment: ~Copyable, Sendable {
    package let mechanism: AttachMechanism
    /// The link, the perf event the program is attached to, or the map.
    package let descriptor: Descriptor
    /// The perf event of a link.
    private let event: Descriptor?
    /// The probe of the perf event.
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
            // If deletion fails, the registration is gone, or in use and ends with its last user.
            _ = try? Kernel.mapDelete(descriptor.number, key: [0, 0, 0, 0], name: "struct_ops")
        } else if mechanism != .link {
            _ = swiftlet_perf_event_disable(descriptor.number)
        }
        // If something else holds the link, the program stays attached, but a disabled event doesn't run it.
        if let event = consume event { _ = swiftlet_perf_event_disable(event.number) }
        _ = consume descriptor
        // Remove the probe after its last event: the kernel keeps a probe that is in use.
        probe?.remove()
    }
}
