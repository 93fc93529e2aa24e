#if OTLP
    internal import AsyncHTTPClient
    internal import Dispatch
    internal import NIOCore
    internal import NIOHTTP1
    internal import NIOPosix
    internal import NIOSSL
    internal import Synchronization
    public import TracerCapture
    public import TracerSpans

    /// Sends spans to a collector, from a thread of its own.
    public final class SpanExporter: Sendable {
        private struct Progress {
            var seen: UInt64 = 0
            var sent: UInt64 = 0
            var isStarted = false
            /// Waiting for room failed.
            var isStuck = false
            /// The last error.
            var problem: String?
            /// The deadline for sending the rest; nil until `finish`.
            var deadline: ContinuousClock.Instant?
        }

        private let settings: ExporterSettings
        private let encoder: RequestEncoder
        private let policy: RetryPolicy
        private let tls: TLSConfiguration
        private let queue = SpanQueue()
        private let progress = Mutex(Progress())
        /// Wakes the thread because there are spans to send or no more will come.
        private let wake = DispatchSemaphore(value: 0)
        private let done = DispatchSemaphore(value: 0)
        /// A batch has left the queue for good.
        private let room = DispatchSemaphore(value: 0)
        private let thread = DispatchQueue(label: "swiftlet.otlp")

        /// How long spans wait for a full batch, in milliseconds.
        private static var delay: Int { 1000 }

        /// Reads the certificates. Does not connect yet.
        public init(
            _ settings: ExporterSettings, resource: SpanResource
        ) throws(ExporterError) {
            self.settings = settings
            encoder = RequestEncoder(resource: resource, usesGzip: settings.usesGzip)
            policy = RetryPolicy()
            var tls = TLSConfiguration.makeClientConfiguration()
            if let path = settings.certificateFile {
                do {
                    tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
                } catch {
                    throw .certificate(path: path, problem: "\(error)")
                }
            }
            self.tls = tls
        }

        /// Starts the threads that send. Separate from `init`, so that signals can be blocked first.
        public func start() {
            let isFirst = progress.withLock { progress in
                defer { progress.isStarted = true }
                return !progress.isStarted
            }
            if isFirst { thread.async { [self] in run() } }
        }

        /// Adds a span, or drops it if the network is too slow. Never waits.
        public func send(_ span: Span) {
            progress.withLock { $0.seen += 1 }
            switch queue.append(span) {
            case .none: break
            case .first, .full: wake.signal()
            }
        }

        /// Waits until the queue has room for some thousand spans. For callers that can wait, such as a replay.
        /// If there is no room within the configured time, this call and all later ones
        /// return, and spans that find no room are dropped.
        public func waitForRoom() {
            let deadline = DispatchTime.now() + .milliseconds(Int(settings.timeout))
            while queue.isHalfFull, progress.withLock({ !$0.isStuck }) {
                guard room.wait(timeout: deadline) == .timedOut else { continue }
                progress.withLock { $0.isStuck = true }
            }
        }

        /// Sends the rest within the configured time.
        ///
        /// - Returns: What was delivered and what was not.
        public func finish() -> ExportCounts {
            start()
            queue.close()
            let limit = Duration.milliseconds(settings.timeout)
            progress.withLock { $0.deadline = .now + limit }
            wake.signal()
            _ = done.wait(timeout: .now() + .milliseconds(Int(settings.timeout)))
            return progress.withLock { progress in
                var counts = ExportCounts(
                    sent: progress.sent, dropped: progress.seen - progress.sent)
                if counts.dropped > 0 {
                    let problem =
                        progress.problem
                        ?? (queue.dropped > 0
                            ? "the collector takes them too slowly"
                            : "not sent in time (OTEL_EXPORTER_OTLP_TIMEOUT)")
                    counts.problem = "\(settings.shownURL): \(problem)"
                }
                return counts
            }
        }
    }

    // MARK: - The thread

    extension SpanExporter {
        private func run() {
            // There is only one connection. By default there would be a thread for each processor.
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let client = HTTPClient(
                eventLoopGroupProvider: .shared(group), configuration: configuration)
            while true {
                if queue.isEmpty {
                    if queue.isClosed { break }
                    wake.wait()
                    continue
                }
                if !queue.hasFullBatch, !queue.isClosed {
                    // A full batch, the end, or the timeout wakes the thread.
                    if wake.wait(timeout: .now() + .milliseconds(Self.delay)) == .success {
                        continue
                    }
                }
                let batch = queue.next()
                if !batch.isEmpty { deliver(batch, client) }
                room.signal()
                if isOver { break }
            }
            // Errors of closing don't matter: the spans have been sent.
            try? client.syncShutdown()
            try? group.syncShutdownGracefully()
            done.signal()
        }

        private var configuration: HTTPClient.Configuration {
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
            // Headers may contain a secret that only this server may see.
            configuration.redirectConfiguration = .disallow
            configuration.timeout.connect = .milliseconds(settings.timeout)
            configuration.httpVersion = .http1Only
            // Report errors at once; RetryPolicy decides about retries.
            configuration.connectionPool.retryConnectionEstablishment = false
            return configuration
        }

        /// Whether the time for sending the rest is up.
        private var isOver: Bool {
            progress.withLock { progress in progress.deadline.map { $0 <= .now } ?? false }
        }

        /// Sends one batch, with retries.
        private func deliver(_ batch: [Span], _ client: HTTPClient) {
            let body = encoder.body(of: batch)
            let begin = ContinuousClock.now
            var tries = 0
            while true {
                tries += 1
                let answer = post(body, client)
                switch answer {
                case .taken(let rejected, let message):
                    let taken = UInt64(batch.count) - min(rejected, UInt64(batch.count))
                    progress.withLock { progress in
                        progress.sent += taken
                        if rejected > 0 { progress.problem = "\(rejected) rejected: \(message)" }
                    }
                    return
                case .refused(let problem):
                    progress.withLock { $0.problem = problem }
                    return
                case .later(let problem, let retryAfter):
                    progress.withLock { $0.problem = problem }
                    let delay = policy.delay(
                        after: tries, retryAfter: retryAfter, jitter: .random(in: 0...1))
                    guard
                        begin.duration(to: .now) + .milliseconds(delay)
                            < .milliseconds(policy.limit),
                        wait(delay)
                    else { return }
                }
            }
        }

        /// Waits before the next attempt. After `finish`, waits only until the deadline.
        ///
        /// - Returns: Whether there is time for another attempt.
        private func wait(_ milliseconds: Int64) -> Bool {
            let until = ContinuousClock.now + .milliseconds(milliseconds)
            while true {
                let deadline = progress.withLock { $0.deadline }
                if let deadline, until >= deadline { return false }
                let left = ContinuousClock.now.duration(to: until)
                if left <= .zero { return true }
                // Other wake-ups may come earlier.
                _ = wake.wait(timeout: .now() + .milliseconds(Int(left / .milliseconds(1)) + 1))
            }
        }

        private func post(_ body: RequestEncoder.Body, _ client: HTTPClient) -> Answer {
            do {
                var request = try HTTPClient.Request(url: settings.url, method: .POST)
                for header in settings.headers {
                    request.headers.add(name: header.name, value: header.value)
                }
                request.headers.replaceOrAdd(name: "Content-Type", value: "application/x-protobuf")
                if body.isGzip {
                    request.headers.replaceOrAdd(name: "Content-Encoding", value: "gzip")
                }
                if !request.headers.contains(name: "User-Agent") {
                    request.headers.add(name: "User-Agent", value: encoder.userAgent)
                }
                request.body = .bytes(body.bytes)
                let milliseconds = progress.withLock { progress in
                    progress.deadline.map {
                        max(1, Int64(ContinuousClock.now.duration(to: $0) / .milliseconds(1)))
                    }
                }
                let accumulator = ResponseAccumulator(request: request, maxBodySize: 4 << 20)
                let response = try client.execute(
                    request: request, delegate: accumulator,
                    deadline: .now() + .milliseconds(min(milliseconds ?? .max, settings.timeout))
                ).wait()
                return Answer(response)
            } catch {
                return Answer(error)
            }
        }
    }
#endif
