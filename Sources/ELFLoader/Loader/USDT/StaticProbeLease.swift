internal import SwiftletBytes
internal import SwiftletKernel
internal import Synchronization

/// What a link to a static probe has in the object's maps, until it is detached.
final class StaticProbeLease: Sendable {
    private let specifications: StaticProbeSpecifications
    private let numbers: [UInt32]
    /// The addresses under which the numbers stand, where uprobes have no cookies.
    private let addresses: [UInt64]
    private let isOver = Atomic<Bool>(false)

    init(_ specifications: StaticProbeSpecifications, numbers: [UInt32], addresses: [UInt64]) {
        self.specifications = specifications
        self.numbers = numbers
        self.addresses = addresses
    }

    /// Gives the numbers back, for the next probe. A second time does nothing.
    func giveBack() {
        guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for address in addresses {
            _ = try? specifications.numbers.delete(key: StaticProbeLease.key(address))
        }
        specifications.giveBack(numbers)
    }

    /// An address as a key, in the host's order.
    static func key(_ address: UInt64) -> [UInt8] {
        [UInt8](address, .host)
    }

    deinit {
        giveBack()
    }
}
