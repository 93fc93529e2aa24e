import Testing

@testable import TracerCapture

@Suite("Sequence numbers")
struct SequenceTests {
    private func gaps(_ numbers: [UInt64], cpu: UInt32 = 0) -> UInt64 {
        var tracker = SequenceTracker()
        for number in numbers { tracker.note(cpu: cpu, sequence: number) }
        return tracker.gaps
    }

    @Test("In order there is no gap")
    func inOrder() {
        #expect(gaps([]) == 0)
        #expect(gaps(Array(0..<1000)) == 0)
    }

    @Test("What never came is a gap, the first number too")
    func lost() {
        #expect(gaps([1]) == 1)
        #expect(gaps([0, 2, 3, 7]) == 4)
    }

    @Test("What comes late closes its gap, however late")
    func late() {
        #expect(gaps([1, 0, 2]) == 0)
        #expect(gaps([0, 3, 2, 1, 4]) == 0)
        #expect(gaps([0] + Array(2..<1000) + [1]) == 0)
        #expect(gaps([0] + Array(2..<66) + [1]) == 0)
        #expect(gaps([100] + Array(0..<100)) == 0)
    }

    @Test("What comes twice closes none")
    func twice() {
        #expect(gaps([0, 2, 2, 2]) == 1)
        #expect(gaps([0, 1, 3, 1, 0]) == 1)
        #expect(gaps([0, 2, 1, 1, 4]) == 1)
        #expect(gaps([0, 0, 1]) == 0)
    }

    @Test("A CPU's late number doesn't close another's gap")
    func byCPU() {
        var tracker = SequenceTracker()
        tracker.note(cpu: 0, sequence: 5)
        tracker.note(cpu: 1, sequence: 0)
        tracker.note(cpu: 1, sequence: 0)
        #expect(tracker.gaps == 5)
        tracker.note(cpu: 8191, sequence: 1)
        #expect(tracker.gaps == 6)
    }

    @Test("Absurd numbers do no harm")
    func absurd() {
        var tracker = SequenceTracker()
        tracker.note(cpu: .max, sequence: 9)
        #expect(tracker.gaps == 0)
        tracker.note(cpu: 0, sequence: .max)
        #expect(tracker.gaps == .max)
        tracker.note(cpu: 1, sequence: .max)
        tracker.note(cpu: 0, sequence: 0)
        tracker.note(cpu: 0, sequence: .max)
        tracker.note(cpu: 0, sequence: 3)
    }

    /// Runs of 30 in any order: no number is more than 64 late, which is how far doubles are noticed.
    @Test("Any order within reach, any losses: the gaps are what was lost")
    func random() {
        var numbers = SeededNumbers()
        for _ in 0..<300 {
            var tracker = SequenceTracker()
            var lost: UInt64 = 0
            for run in 0..<UInt64(15) {
                var arriving = (run * 30..<(run + 1) * 30).filter { _ in !numbers.chance(10) }
                lost += 30 - UInt64(arriving.count)
                arriving.shuffle(using: &numbers)
                for number in arriving {
                    tracker.note(cpu: 2, sequence: number)
                    if numbers.chance(10) { tracker.note(cpu: 2, sequence: number) }
                }
            }
            // One that arrives, so that every loss shows.
            tracker.note(cpu: 2, sequence: 450)
            #expect(tracker.gaps == lost, "SEED=\(numbers.seed)")
        }
    }
}
