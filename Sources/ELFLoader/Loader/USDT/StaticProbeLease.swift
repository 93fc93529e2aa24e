internal import SwiftletBytes
internal import SwiftletKernel
internal import Synchronization

/// The entries that a link to a static probe owns in the object's maps, until it is detached.
final class StaticProbeLease: Sendable {
    private let specifications: StaticProbeSpecifications
    private let numbers: [UInt32]
    /// The addresses that map to the numbers, where uprobes have no cookies.
    private let addresses: [UInt64]
    private let isOver = Atomic<Bool>(false)

    init(_ specifications: StaticProbeSpecifications, numbers: [UInt32], addresses: [UInt64]) {
        self.specifications = specifications
        self.numbers = numbers
        self.addresses = addresses
    }

    /// Returns the numbers for reuse. Later calls do nothing.
    func giveBack() {
        guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for address in addresses {
            _ = try? specifications.numbers.delete(key: StaticProbeLease.key(address))
        }
        specifications.giveBack(numbers)
    }

    /// An address as a map key, in host byte order.
    static func key(_ address: UInt64) -> [UInt8] {
        [UInt8](address, .host)
    }

    deinit {
        giveBack()
    }
}
