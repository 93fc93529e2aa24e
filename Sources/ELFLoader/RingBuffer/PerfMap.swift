import SwiftletKernel

/// The perf event array that holds the events.
final class PerfMap {
    private let descriptor: Descriptor
    private let name: String

    init(_ descriptor: consuming Descriptor, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// - Throws: `KernelError.call`.
    func put(_ event: Int32, for processor: Int) throws(KernelError) {
        try Kernel.mapUpdate(
            descriptor.number, key: Self.bytes(UInt32(clamping: processor)),
            value: Self.bytes(UInt32(bitPattern: event)), name: name)
    }

    func remove(_ processor: Int) {
        _ = try? Kernel.mapDelete(
            descriptor.number, key: Self.bytes(UInt32(clamping: processor)), name: name)
    }

    /// The bytes in host order.
    private static func bytes(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value.littleEndian >> (8 * UInt32($0))) }
    }
}
