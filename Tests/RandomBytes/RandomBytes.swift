import Foundation

/// Random strings of bytes as a process may be given them, the same ones for the same seed.
///
/// Each test prints its seed when it fails; `SEED=n swift test` runs that case again.
public struct RandomBytes: RandomNumberGenerator {
    public let seed: UInt64
    private var numbers: SplitMix64

    public init() {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        seed = given ?? .random(in: 0...UInt64(UInt32.max))
        numbers = SplitMix64(state: seed)
    }

    public mutating func next() -> UInt64 { numbers.next() }

    /// One of four kinds: plain words, quotes and controls, UTF-8 with faults, anything at all.
    public mutating func string(longest: Int, withNUL: Bool = false) -> [UInt8] {
        let length = Int.random(in: 0...longest, using: &self)
        var bytes: [UInt8] = []
        switch Int.random(in: 0..<4, using: &self) {
        case 0:
            while bytes.count < length { bytes.append(.random(in: 0x20...0x7e, using: &self)) }
        case 1:
            let pieces: [[UInt8]] = [
                [0x22], [0x5c], [0x27], [0x0a], [0x1b, 0x5b, 0x33, 0x31, 0x6d], [0x7f], [0x21],
                [0x24], [0x60], Array("plain words".utf8), Array("x".utf8), [0x09], [0x01],
            ]
            while bytes.count < length { bytes += pieces.randomElement(using: &self)! }
        case 2:
            while bytes.count < length {
                let value = UInt32.random(in: 1...0x10ffff, using: &self)
                let small = Bool.random(using: &self) ? value & 0x3fff : value
                if let scalar = Unicode.Scalar(small), small != 0 {
                    bytes += Array(String(scalar).utf8)
                }
            }
            if !bytes.isEmpty, Bool.random(using: &self) {
                let index = Int.random(in: 0..<bytes.count, using: &self)
                bytes[index] = .random(in: 1...0xff, using: &self)
                bytes.removeLast(Int.random(in: 0...min(2, bytes.count), using: &self))
            }
        default:
            while bytes.count < length { bytes.append(.random(in: 0...0xff, using: &self)) }
        }
        return withNUL ? bytes : bytes.filter { $0 != 0 }
    }
}
