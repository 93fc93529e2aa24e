internal import SwiftletShims

extension Kernel {
    /// CLOCK_MONOTONIC.
    package static func monotonicNanoseconds() -> UInt64 {
        swiftlet_clock_monotonic()
    }
}
