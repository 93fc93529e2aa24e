import Testing

@testable import OTLPExport

struct RetryPolicyTests {
    @Test func backoff() {
        let policy = RetryPolicy()
        let delays = (1...8).map { policy.delay(after: $0, retryAfter: nil, jitter: 0) }
        #expect(delays == [250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
        #expect((1...8).map { policy.delay(after: $0, retryAfter: nil, jitter: 1) } == delays.map { $0 - $0 / 2 })
        #expect(policy.delay(after: .max, retryAfter: nil, jitter: 0) == 5000)
        #expect(policy.delay(after: 5, retryAfter: 30_000, jitter: 1) == 30_000)
    }

    @Test func statuses() {
        #expect((100...599).filter(RetryPolicy.isTemporary) == [429, 502, 503, 504])
    }

    @Test func retryAfter() {
        #expect(RetryPolicy.retryAfter("7", now: 0) == 7000)
        #expect(RetryPolicy.retryAfter("0", now: 0) == 0)
        // As `date -ud` has it.
        #expect(RetryPolicy.retryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_777 - 5) == 5000)
        #expect(RetryPolicy.retryAfter("Thu, 29 Feb 2024 00:00:00 GMT", now: 1_709_164_800 - 1) == 1000)
        // What is over by now.
        #expect(RetryPolicy.retryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_778) == 0)
        for nonsense in ["", "-1", "soon", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Foo 1994 08:49:37 GMT"] {
            #expect(RetryPolicy.retryAfter(nonsense, now: 0) == nil)
        }
        // No server makes us wait for more than a day, nor overflow.
        #expect(RetryPolicy.retryAfter("9223372036854775807", now: 0) == 86_400_000)
        #expect(RetryPolicy.retryAfter("Fri, 31 Dec 9999 23:59:59 GMT", now: 0) == 86_400_000)
    }
}
