import Testing

@testable import OTLPExport
@testable import TracerSpans

struct SpanQueueTests {
    private func span(_ number: Int, bytes: Int = 0) -> Span {
        var span = Span(
            traceID: TraceID(high: 1, low: 1)!, spanID: SpanID(UInt64(number) + 1)!, parentSpanID: nil,
            name: [], start: 0)
        if bytes > 0 {
            span.attributes = [SpanAttribute("", .string([UInt8](repeating: 65, count: bytes)))]
        }
        return span
    }

    @Test func batchesInOrder() {
        let queue = SpanQueue(limits: .init(batchSpans: 3, spans: 100))
        #expect(queue.append(span(0)) == .first)
        #expect(queue.append(span(1)) == .none && !queue.hasFullBatch)
        #expect(queue.append(span(2)) == .full && queue.hasFullBatch)
        #expect(queue.append(span(3)) == .none)
        #expect(queue.next().map(\.spanID.bits) == [1, 2, 3])
        #expect(queue.next().map(\.spanID.bits) == [4])
        #expect(queue.next().isEmpty && queue.isEmpty)
        #expect(queue.append(span(4)) == .first)
    }

    @Test func bytesMakeABatchFull() {
        let queue = SpanQueue(limits: .init(batchBytes: 1000))
        #expect(queue.append(span(0, bytes: 400)) == .first)
        #expect(queue.append(span(1, bytes: 600)) == .full)
        #expect(queue.next().count == 2)
    }

    @Test func bounded() {
        let queue = SpanQueue(limits: .init(batchSpans: 4, spans: 10, bytes: 1 << 20))
        for number in 0..<25 { _ = queue.append(span(number)) }
        #expect(queue.dropped == 15)
        #expect(queue.isHalfFull)
        // There is room again, and the bytes were given back.
        #expect(queue.next().count == 4)
        #expect(queue.isHalfFull)
        for number in 0..<5 { _ = queue.append(span(number)) }
        #expect(queue.dropped == 16)

        let large = SpanQueue(limits: .init(bytes: 1000))
        #expect(large.append(span(0, bytes: 5000)) == .first)
        #expect(large.append(span(1)) == .none && large.dropped == 1)
        #expect(large.isHalfFull)
        #expect(large.next().count == 1)
        #expect(!large.isHalfFull)
        #expect(large.append(span(2, bytes: 500)) == .first)
    }

    @Test func closed() {
        let queue = SpanQueue()
        _ = queue.append(span(0))
        queue.close()
        _ = queue.append(span(1))
        #expect(queue.dropped == 1 && queue.next().count == 1 && queue.isClosed)
    }
}
