internal import SwiftletKernel
internal import Synchronization

/// The maps of an object that its programs look static probes up in, and which numbers are taken.
final class StaticProbeSpecifications: @unchecked Sendable {
    let specifications: LoadedMap
    /// Of kernels whose uprobes have no cookies.
    let numbers: LoadedMap
    let layout: StaticProbeLayout
    /// `free` and `next` are touched by whoever has set it.
    private let isLocked = Atomic<Bool>(false)
    private var free: [UInt32] = []
    private var next: UInt32 = 0

    /// Nil if the object has no such maps: it was not compiled with usdt.bpf.h.
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

    /// A number that nobody else has; nil if all are taken.
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

    /// A few instructions at a time: nobody waits long.
    private func locked<Result>(_ body: () -> Result) -> Result {
        while isLocked.exchange(true, ordering: .acquiring) {}
        defer { isLocked.store(false, ordering: .releasing) }
        return body()
    }
}
