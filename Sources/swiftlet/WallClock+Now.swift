internal import SwiftletShims
internal import Tracer

extension WallClock {
    /// The clock of this host.
    ///
    /// - Parameter isUTC: Whether text shows UTC instead of local time.
    convenience init(isUTC: Bool) {
        self.init(offset: 0, secondsEast: Self.secondsEast(isUTC: isUTC))
        follow()
    }

    /// A clock whose boot time is the time of day, as in recordings.
    static func recorded(isUTC: Bool) -> WallClock {
        WallClock(offset: 0, secondsEast: secondsEast(isUTC: isUTC))
    }

    private static func secondsEast(isUTC: Bool) -> (@Sendable (UInt64) -> Int)? {
        guard !isUTC else { return nil }
        // Reads the zone's file now: the sandbox forbids it later.
        _ = swiftlet_seconds_east(swiftlet_clock_realtime() / 1_000_000_000)
        return { swiftlet_seconds_east($0) }
    }

    /// Adopts a step of CLOCK_REALTIME after somebody set the time. Both clocks are slewed
    /// alike, so a difference is either a step or the time between two readings.
    func follow() {
        // If this thread was interrupted between the readings, they say nothing.
        for _ in 0..<5 {
            let before = swiftlet_clock_boottime()
            let real = swiftlet_clock_realtime()
            let took = swiftlet_clock_boottime() &- before
            let new = Int64(bitPattern: real &- before)
            guard offset == 0 || took < 100_000 else { continue }
            if (new &- offset).magnitude > 1_000_000 { offset = new }
            return
        }
    }
}
