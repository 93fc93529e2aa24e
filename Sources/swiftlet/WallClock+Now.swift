internal import SwiftletShims
internal import Tracer

extension WallClock {
    /// The clock of this host.
    convenience init() {
        self.init(offset: 0)
        follow()
    }

    /// Adopts a step of CLOCK_REALTIME after somebody set the time. Both clocks are slewed
    /// alike, so a difference is either a step or the time between two readings.
    func follow() {
        let before = swiftlet_clock_boottime()
        let real = swiftlet_clock_realtime()
        let took = swiftlet_clock_boottime() &- before
        let new = Int64(bitPattern: real &- before)
        // If this thread was interrupted between the readings, they say nothing.
        guard offset == 0 || took < 100_000 else { return }
        if (new &- offset).magnitude > 1_000_000 { offset = new }
    }
}
