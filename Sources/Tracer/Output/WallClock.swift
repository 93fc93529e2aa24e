internal import Synchronization

/// Turns the kernel's times into dates.
///
/// The kernel's half stamps events with CLOCK_BOOTTIME, which no one can set and which goes on
/// while the machine sleeps; people want CLOCK_REALTIME. All outputs share one clock, so that the difference
/// changes for all of them when somebody sets the time.
public final class WallClock: Sendable {
    private let difference: Atomic<Int64>

    public init(offset: Int64) {
        difference = Atomic(offset)
    }

    /// CLOCK_REALTIME minus CLOCK_BOOTTIME, in nanoseconds.
    public var offset: Int64 {
        get { difference.load(ordering: .relaxed) }
        set { difference.store(newValue, ordering: .relaxed) }
    }

    /// Nanoseconds since 1970; what lies before is taken for 0, what lies after the year 2554 for
    /// the last nanosecond that 64 bits hold.
    package func nanosecondsSince1970(_ bootTime: UInt64) -> UInt64 {
        if offset < 0 {
            return bootTime > offset.magnitude ? bootTime - offset.magnitude : 0
        }
        let (sum, overflow) = bootTime.addingReportingOverflow(offset.magnitude)
        return overflow ? .max : sum
    }

    /// Appends a time as RFC 3339 has it, in UTC: `2026-01-31T12:00:00.123456789Z`.
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

    /// Appends the time of day in UTC, cut to milliseconds: `12:00:00.123`.
    public func append(timeOfDay bootTime: UInt64, to buffer: inout OutputBuffer) {
        let nanoseconds = nanosecondsSince1970(bootTime)
        append(timeOfDay: CivilTime(secondsSince1970: nanoseconds / 1_000_000_000), to: &buffer)
        buffer.append(0x2e)
        buffer.append(decimal: nanoseconds / 1_000_000 % 1000, digits: 3)
    }

    private func append(timeOfDay civil: CivilTime, to buffer: inout OutputBuffer) {
        buffer.append(decimal: civil.hour, digits: 2)
        buffer.append(0x3a)
        buffer.append(decimal: civil.minute, digits: 2)
        buffer.append(0x3a)
        buffer.append(decimal: civil.second, digits: 2)
    }
}
