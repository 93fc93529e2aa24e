internal import Synchronization

/// Converts the kernel's times to dates.
///
/// The BPF programs stamp events with CLOCK_BOOTTIME, which cannot be set and continues during suspend;
/// people want CLOCK_REALTIME. All outputs share one clock, so that a change of the system time affects all
/// of them at once.
public final class WallClock: Sendable {
    private let difference: Atomic<Int64>
    private let secondsEast: (@Sendable (UInt64) -> Int)?

    /// - Parameters:
    ///   - offset: CLOCK_REALTIME minus CLOCK_BOOTTIME, in nanoseconds.
    ///   - secondsEast: How far local time is ahead of UTC at a time in seconds since 1970; nil for UTC.
    public init(offset: Int64, secondsEast: (@Sendable (UInt64) -> Int)? = nil) {
        difference = Atomic(offset)
        self.secondsEast = secondsEast
    }

    /// CLOCK_REALTIME minus CLOCK_BOOTTIME, in nanoseconds.
    public var offset: Int64 {
        get { difference.load(ordering: .relaxed) }
        set { difference.store(newValue, ordering: .relaxed) }
    }

    /// Nanoseconds since 1970. Earlier times become 0; times after the year 2554 become the last nanosecond
    /// that fits into 64 bits.
    package func nanosecondsSince1970(_ bootTime: UInt64) -> UInt64 {
        if offset < 0 {
            return bootTime > offset.magnitude ? bootTime - offset.magnitude : 0
        }
        let (sum, overflow) = bootTime.addingReportingOverflow(offset.magnitude)
        return overflow ? .max : sum
    }

    /// Appends a UTC timestamp in the form of RFC 3339: `2026-01-31T12:00:00.123456789Z`.
    public func append(timestamp bootTime: UInt64, to buffer: inout OutputBuffer) {
        let nanoseconds = nanosecondsSince1970(bootTime)
        let civil = CivilTime(secondsSince1970: nanoseconds / 1_000_000_000)
        buffer.append(decimal: civil.year, digits: 4)
        buffer.append(0x2d)
        buffer.append(decimal: civil.month, digits: 2)
        buffer.append(0x2d)
        buffer.append(decimal: civil.day, digits: 2)
        buffer.append(0x54)
        append(timeOfDay: civil, to: &buffer)
        buffer.append(0x2e)
        buffer.append(decimal: nanoseconds % 1_000_000_000, digits: 9)
        buffer.append(0x5a)
    }

    /// Appends the local time of day, truncated to milliseconds: `12:00:00.123`.
    public func append(timeOfDay bootTime: UInt64, to buffer: inout OutputBuffer) {
        let nanoseconds = nanosecondsSince1970(bootTime)
        let seconds = nanoseconds / 1_000_000_000
        let local = Int64(seconds) + Int64(secondsEast?(seconds) ?? 0)
        append(timeOfDay: CivilTime(secondsSince1970: UInt64(max(local, 0))), to: &buffer)
        buffer.append(0x2e)
        buffer.append(decimal: nanoseconds / 1_000_000 % 1000, digits: 3)
    }

    /// Appends how far local time is ahead of UTC: `+02:00`, or `UTC`.
    public func append(zoneAt bootTime: UInt64, to buffer: inout OutputBuffer) {
        guard let secondsEast else { return buffer.append("UTC") }
        let minutes = secondsEast(nanosecondsSince1970(bootTime) / 1_000_000_000) / 60
        buffer.append(minutes < 0 ? "-" : "+")
        buffer.append(decimal: minutes.magnitude / 60, digits: 2)
        buffer.append(":")
        buffer.append(decimal: minutes.magnitude % 60, digits: 2)
    }

    private func append(timeOfDay civil: CivilTime, to buffer: inout OutputBuffer) {
        buffer.append(decimal: civil.hour, digits: 2)
        buffer.append(0x3a)
        buffer.append(decimal: civil.minute, digits: 2)
        buffer.append(0x3a)
        buffer.append(decimal: civil.second, digits: 2)
    }
}
