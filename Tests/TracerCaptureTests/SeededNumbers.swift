import Foundation
import RandomBytes

/// Random numbers, the same ones for the same seed: `SEED=n swift test` plays a case again.
///
/// A test that fails prints the seed with its expectation.
struct SeededNumbers: RandomNumberGenerator {
    let seed: UInt64
    private var numbers: SplitMix64

    init(
        seed: UInt64 = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
            ?? .random(in: 0...UInt64(UInt32.max))
    ) {
        self.seed = seed
        numbers = SplitMix64(state: seed)
    }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
    mutating func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }

    /// Any bytes but NUL.
    mutating func string(longest: Int) -> [UInt8] {
        let count = below(longest + 1)
        return (0..<count).map { _ in UInt8.random(in: 1...255, using: &self) }
    }

    /// Different strings, so that one in another's place is noticed.
    mutating func strings(_ count: Int, longest: Int, name: String) -> [[UInt8]] {
        (0..<count).map { Array("\(name)\($0)=".utf8) + string(longest: longest) }
    }
}
