import RandomBytes
import SwiftletBytes
import SwiftletELF

/// An object file with a few fields changed to what a careless or hostile tool would write there.
///
/// Fields of all structures come up alike, however small they are beside the code: the ELF header, section
/// headers, symbols, relocations, headers and types of BTF, records of CO-RE.
struct MutatedObject {
    private let original: [UInt8]
    /// Bytes of the file that belong to one structure.
    private let areas: [Range<Int>]

    init(_ original: [UInt8]) throws {
        self.original = original
        let file = try ELFFile(parsing: ByteView(original))
        var areas = [0..<64]
        let table = try Int(ByteView(original).load(UInt64.self, at: 40, file.order))
        areas.append(table..<original.count)
        for section in file.sections {
            let isMeta =
                section.name.hasPrefix(".BTF") || section.name.hasPrefix(".rel")
                || section.name.hasPrefix(".symtab") || section.name == ".maps"
                || section.name.contains("struct_ops")
            guard isMeta, section.size > 0 else { continue }
            let start = Int(section.offset)
            areas.append(start..<start + Int(section.size))
            // The header of BTF once more, which says where everything else is.
            if section.name.hasPrefix(".BTF") { areas.append(start..<start + 32) }
        }
        self.areas = areas
    }

    /// The same for the same state of `random`.
    func next(using random: inout SplitMix64) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let area = areas[Int.random(in: areas.indices, using: &random)]
            let width = [1, 2, 4, 8][Int.random(in: 0..<4, using: &random)]
            let slots = area.count / width
            guard slots > 0 else { continue }
            let place = area.lowerBound + Int.random(in: 0..<slots, using: &random) * width
            guard place + width <= bytes.count else { continue }
            let value = value(near: bytes, place, width, area, &random)
            for index in 0..<width { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        }
        return bytes
    }

    private func value(
        near bytes: [UInt8], _ place: Int, _ width: Int, _ area: Range<Int>, _ random: inout SplitMix64
    ) -> UInt64 {
        func word(at place: Int) -> UInt64 {
            (0..<width).reduce(0) { sum, index in
                place + index < bytes.count ? sum | UInt64(bytes[place + index]) << (8 * index) : sum
            }
        }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return 0
        case 1: return .max
        case 2: return 1 << UInt64.random(in: 0..<64, using: &random)
        case 3: return word(at: place) &+ 1
        case 4: return word(at: place) &- 1
        case 5: return word(at: area.lowerBound + Int.random(in: 0..<area.count, using: &random))
        default: return random.next()
        }
    }
}
