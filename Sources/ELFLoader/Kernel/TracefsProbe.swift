internal import SwiftletShims
internal import Synchronization

/// A probe created in tracefs, for kernels whose perf_event_open(2) can't create one: before 4.17, or if /sys
/// can't be read.
///
/// The probe is global to the machine: a process that dies without removing it leaves it behind. Source:
/// Documentation/trace/kprobetrace.rst, uprobetracer.rst.
final class TracefsProbe: Sendable {
    /// The control file: `kprobe_events` or `uprobe_events`.
    private let file: String
    private let name: String
    /// The id that identifies the probe in perf_event_open(2).
    let id: UInt64

    private static let group = "swiftlet"
    private static let made = Atomic<UInt32>(0)

    /// - Parameter place: `FUNCTION+OFFSET` or `PATH:OFFSET`.
    /// - Throws: `KernelError.noTracefs`, or `.system` with the kernel's error for the command.
    init(file: String, place: String, isReturn: Bool) throws(KernelError) {
        let number = Self.made.add(1, ordering: .relaxed).newValue
        self.file = file
        name = "probe_\(swiftlet_getpid())_\(number)"
        let tracefs = try Tracefs()
        try tracefs.write("\(isReturn ? "r" : "p"):\(Self.group)/\(name) \(place)", to: file)
        do throws(KernelError) {
            id = try tracefs.tracepointID(category: Self.group, name: name)
        } catch {
            try? tracefs.write("-:\(Self.group)/\(name)", to: file)
            throw error
        }
    }

    /// Removes the probe. No perf event may use it.
    func remove() {
        guard let tracefs = try? Tracefs() else { return }
        try? tracefs.write("-:\(Self.group)/\(name)", to: file)
    }
}
