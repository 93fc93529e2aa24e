internal import SwiftletShims
internal import Tracer

extension WallClock {
    /// The clock of this host.
    convenience init() {
        self.init(offset: 0)
        follow()
    }

    /// Takes a step of CLOCK_REALTIME over: somebody has set the time. Both clocks are slowed and sped up
    /// alike, so a difference is a step, or the time between two readings.
    func follow() {
        let before = swiftlet_clock_boottime()
        let real = swiftlet_clock_realtime()
        let took = swiftlet_clock_boottime() &- before
        let new = Int64(bitPattern: real &- before)
        // Who was interrupted in between learns nothing.
        guard offset == 0 || took < 100_000 else { return }
        if (new &- offset).magnitude > 1_000_000 { offset = new }
    }
}
