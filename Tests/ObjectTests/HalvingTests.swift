import SwiftletObject
import Testing

/// What is looked up for each relocation is found by halving: counted steps, whatever the size.
struct HalvingTests {
    @Test(arguments: [0, 1, 2, 3, 1000, 1 << 20])
    func asManyStepsAsTheCountHasDigits(count: Int) {
        let offsets = (0..<count).map { 2 * $0 }
        for sought in Set([0, 1, count / 2, count, 2 * count]).sorted() {
            var steps = 0
            let end = offsets.endOfPrefix {
                steps += 1
                return $0 <= sought
            }
            #expect(end == min(count, sought / 2 + 1), "\(sought) of \(count)")
            #expect(steps <= Int.bitWidth - count.leadingZeroBitCount)
        }
    }

    @Test func placesOfASliceCountFromItsArray() {
        #expect([9, 1, 2, 3, 0][1...3].endOfPrefix { $0 <= 2 } == 3)
    }
}
