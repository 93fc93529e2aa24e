internal import SwiftletShims
internal import Synchronization

/// A probe that was made in tracefs: where perf_event_open(2) makes none, since the kernel is older than
/// 4.17 or /sys can't be read.
///
/// It is the whole machine's: whoever dies without removing it leaves it behind. Source:
/// Documentation/trace/kprobetrace.rst, uprobetracer.rst.
final class TracefsProbe: Sendable {
    /// What is probed: `kprobe_events` or `uprobe_events`.
    private let file: String
    private let name: String
    /// The number by which perf_event_open(2) knows it.
    let id: UInt64

    private static let group = "swiftlet"
    private static let made = Atomic<UInt32>(0)

    /// - Parameter place: `FUNCTION+OFFSET` or `PATH:OFFSET`.
    /// - Throws: `KernelError.noTracefs`, or `.system` with what the kernel said to the command.
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

    /// Takes the probe away, once no perf event is on it.
    func remove() {
        guard let tracefs = try? Tracefs() else { return }
        try? tracefs.write("-:\(Self.group)/\(name)", to: file)
    }
}
