internal import TracerCapture
internal import TracerOutput

extension SpanBuilder {
    /// Turns a connection into a client span, from connect(2) to its end, below the program that opened it.
    mutating func take(_ event: TCPEvent, _ sink: Sink) {
        switch event.kind {
        case .connect:
            // The same ID again: the end of the previous connection was lost.
            if let before = connections.removeValue(forKey: event.connectionID) {
                finish(open: before, at: event.time, sink)
            }
            guard connections.count < Self.liveLimit else { return }
            connections[event.connectionID] = span(of: event, start: event.time)
        case .close:
            let start = event.time &- (event.duration ?? 0)
            var span =
                connections.removeValue(forKey: event.connectionID)
                ?? self.span(of: event, start: start)
            if event.duration != nil { span.start = nanoseconds(start) }
            span.end = max(span.start, nanoseconds(event.time))
            if let sent = event.bytesSent {
                span.attributes.append(SpanAttribute("swiftlet.tcp.bytes_sent", sent))
            }
            if let received = event.bytesReceived {
                span.attributes.append(SpanAttribute("swiftlet.tcp.bytes_received", received))
            }
            if !event.wasEstablished {
                span.attributes.append(SpanAttribute("error.type", "not_established"))
                span.error = Array("the connection was never established".utf8)
            }
            sink(span)
        }
    }

    /// Ends the span of a connection whose end was not seen.
    func finish(open connection: Span, at time: UInt64, _ sink: Sink) {
        var span = connection
        span.end = max(span.start, nanoseconds(time))
        span.attributes.append(SpanAttribute("swiftlet.tcp.end", "open"))
        sink(span)
    }

    private mutating func span(of event: TCPEvent, start: UInt64) -> Span {
        connectionCount &+= 1
        let parent = event.execID == 0 ? nil : references[event.execID]
        var span = Span(
            traceID: parent?.traceID ?? root.traceID,
            // The upper half of the number range: no exec has a CPU number of 32,768 or more.
            spanID: SpanID(number: 1 << 63 | connectionCount, seed: options.seed),
            parentSpanID: parent?.spanID ?? root.spanID, name: Array("tcp connect".utf8),
            start: nanoseconds(start))
        span.kind = .client
        let remote = text(event.remote.address)
        span.attributes = [
            SpanAttribute("network.transport", "tcp"),
            SpanAttribute("network.type", event.remote.address.count == 4 ? "ipv4" : "ipv6"),
            SpanAttribute("network.peer.address", .string(remote)),
            SpanAttribute("network.peer.port", event.remote.port),
            SpanAttribute("network.local.address", .string(text(event.local.address))),
            SpanAttribute("network.local.port", event.local.port),
            SpanAttribute("server.address", .string(remote)),
            SpanAttribute("server.port", event.remote.port),
            SpanAttribute("process.pid", event.pid),
        ]
        for addition in options.additions {
            if case .constant(let value) = addition.value {
                span.attributes.set(SpanAttribute(addition.key, value))
            }
        }
        return span
    }

    private func text(_ address: [UInt8]) -> [UInt8] {
        var text = OutputBuffer()
        text.append(address: address)
        return text.bytes
    }
}
