// Export of spans to a collector by OTLP/HTTP with protobuf (opentelemetry-proto, docs/specification).
//
//     Span ──→ SpanQueue ──→ a thread: encode, gzip, POST /v1/traces ──→ 200: sent
//              bounded                    ▲                          ├─→ 429, 502, 503, 504: retry
//              full: dropped              └────── RetryPolicy ◀──────┘   else: dropped
//
// The tracer puts spans into the queue and never waits. Code in this folder without #if OTLP needs no
// network and is in every build, so that every build can test it. The rest needs the trait OTLP.

internal import TracerSpans

/// Where and how spans are sent, from the environment variables that all OTLP exporters use.
///
/// Source: OpenTelemetry's specification of the OTLP exporter's configuration. A variable for traces
/// (`OTEL_EXPORTER_OTLP_TRACES_…`) takes precedence over the one for all signals.
public struct ExporterSettings: Sendable, Equatable {
    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: String
    }

    /// The complete URL, with the path.
    public var url: String
    public var headers: [Header] = []
    /// The limit for a request with its answer, and for sending the rest at the end, in milliseconds.
    public var timeout: Int64 = 10_000
    public var usesGzip = false
    /// A PEM file of certificates that replace the system's for checking the server's certificate.
    public var certificateFile: String?

    /// - Parameters:
    ///   - endpoint: The value from the command line; nil if not given.
    ///   - variable: Returns the value of an environment variable.
    /// - Throws: `ExporterError` for an invalid setting. The error does not contain the value.
    public init(endpoint: String?, variable: (String) -> String?) throws(ExporterError) {
        func setting(_ name: String) -> (name: String, value: String)? {
            for name in ["OTEL_EXPORTER_OTLP_TRACES_\(name)", "OTEL_EXPORTER_OTLP_\(name)"] {
                // An empty variable counts as unset.
                if let value = variable(name), !value.isEmpty { return (name, value) }
            }
            return nil
        }

        if let (name, value) = setting("PROTOCOL"), value != "http/protobuf" {
            throw .setting(name, found: value, expected: "http/protobuf")
        }
        if let endpoint {
            url = try Self.url(withPathIn: endpoint, of: "--otlp")
        } else if let value = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), !value.isEmpty {
            // Used as it is.
            url = value
            try Self.check(url: value, of: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        } else if let value = variable("OTEL_EXPORTER_OTLP_ENDPOINT"), !value.isEmpty {
            url = try Self.url(withPathIn: value, of: "OTEL_EXPORTER_OTLP_ENDPOINT")
        } else {
            url = "http://localhost:4318/v1/traces"
        }
        if let (name, value) = setting("HEADERS") {
            headers = try Self.headers(value, of: name)
        }
        if let (name, value) = setting("TIMEOUT") {
            guard let number = Int64(value), number > 0, number <= 86_400_000 else {
                throw .setting(name, found: value, expected: "a number of milliseconds")
            }
            timeout = number
        }
        if let (name, value) = setting("COMPRESSION") {
            guard value == "gzip" || value == "none" else {
                throw .setting(name, found: value, expected: "gzip or none")
            }
            usesGzip = value == "gzip"
        }
        certificateFile = setting("CERTIFICATE")?.value
    }

    /// The URL for messages, without parts that may be secret.
    public var shownURL: String {
        String(url.prefix { $0 != "?" && $0 != "#" })
    }

    /// Adds `/v1/traces`, unless the path ends with it.
    private static func url(
        withPathIn endpoint: String, of name: String
    ) throws(ExporterError) -> String {
        try check(url: endpoint, of: name)
        let mark = endpoint.firstIndex { $0 == "?" || $0 == "#" } ?? endpoint.endIndex
        var path = endpoint[..<mark]
        while path.last == "/" { path.removeLast() }
        if !path.hasSuffix("/v1/traces") { path += "/v1/traces" }
        return String(path) + endpoint[mark...]
    }

    private static func check(url: String, of name: String) throws(ExporterError) {
        let rest: Substring
        if url.hasPrefix("http://") {
            rest = url.dropFirst(7)
        } else if url.hasPrefix("https://") {
            rest = url.dropFirst(8)
        } else {
            throw .url(name, problem: "it does not begin with http:// or https://")
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, authority.first != ":" else {
            throw .url(name, problem: "it names no host")
        }
        guard !authority.contains("@") else {
            throw .url(
                name,
                problem: "it holds a user; put Authorization=… into OTEL_EXPORTER_OTLP_HEADERS")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw .url(name, problem: "it holds blanks or control characters")
        }
    }

    private static func headers(_ text: String, of name: String) throws(ExporterError) -> [Header] {
        guard let pairs = PercentEncoding.pairs(text) else { throw .headers(name) }
        var headers: [Header] = []
        for (key, value) in pairs {
            guard key.utf8.allSatisfy(isToken),
                value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 })
            else { throw .headers(name) }
            headers.append(Header(name: key, value: value))
        }
        return headers
    }

    /// The bytes that the name of a header may have (RFC 9110, section 5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
