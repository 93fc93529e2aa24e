internal import SwiftletKernel
internal import Synchronization

/// The maps in which an object's programs look up static probes, and the allocator of their numbers.
final class StaticProbeSpecifications: @unchecked Sendable {
    let specifications: LoadedMap
    /// Specification numbers by instruction address, for kernels without attach cookies.
    let numbers: LoadedMap
    let layout: StaticProbeLayout
    /// Guards `free` and `next`.
    private let isLocked = Atomic<Bool>(false)
    private var free: [UInt32] = []
    private var next: UInt32 = 0

    /// Nil if the object doesn't have the maps: it was not compiled with usdt.bpf.h.
    init?(_ maps: [LoadedMap]) {
        guard let specifications = maps.first(where: { $0.name == "__bpf_usdt_specs" }),
            let numbers = maps.first(where: { $0.name == "__bpf_usdt_ip_to_spec_id" }),
            specifications.keySize == 4, numbers.keySize == 8, numbers.valueSize == 4,
            let layout = StaticProbeLayout(valueSize: specifications.valueSize)
        else { return nil }
        self.specifications = specifications
        self.numbers = numbers
        self.layout = layout
    }

    /// Allocates a number; nil if all are taken.
    func take() -> UInt32? {
        locked {
            if let number = free.popLast() { return number }
            guard next < specifications.maxEntries else { return nil }
            next += 1
            return next - 1
        }
    }

    func giveBack(_ numbers: [UInt32]) {
        locked { free += numbers }
    }

    /// A spin lock: the critical sections are a few instructions long.
    private func locked<Result>(_ body: () -> Result) -> Result {
        while isLocked.exchange(true, ordering: .acquiring) {}
        defer { isLocked.store(false, ordering: .releasing) }
        return body()
    }
}
