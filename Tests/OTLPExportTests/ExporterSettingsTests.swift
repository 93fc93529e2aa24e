import Testing

@testable import OTLPExport

struct ExporterSettingsTests {
    private func settings(
        _ endpoint: String? = nil, _ environment: [String: String] = [:]
    ) throws(ExporterError) -> ExporterSettings {
        try ExporterSettings(endpoint: endpoint) { environment[$0] }
    }

    @Test func withoutAnyVariable() throws {
        let settings = try settings()
        #expect(settings.url == "http://localhost:4318/v1/traces")
        #expect(settings.headers.isEmpty && settings.timeout == 10_000 && !settings.usesGzip)
        #expect(settings.certificateFile == nil)
    }

    @Test(arguments: [
        ("http://h", "http://h/v1/traces"), ("http://h/", "http://h/v1/traces"),
        ("https://h:1/a/b/", "https://h:1/a/b/v1/traces"), ("http://h/v1/traces", "http://h/v1/traces"),
        ("http://[::1]:4318?key=1", "http://[::1]:4318/v1/traces?key=1"),
    ])
    func endpoints(_ given: String, _ url: String) throws {
        #expect(try settings(given).url == url)
        #expect(try settings(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": given]).url == url)
        // For traces only: as it is.
        #expect(try settings(nil, ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": given]).url == given)
    }

    @Test func precedence() throws {
        let environment = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://all", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://own/x",
            "OTEL_EXPORTER_OTLP_HEADERS": "a=1", "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "b=two%20words,c=3",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "1", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "250",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION": "",
            "OTEL_EXPORTER_OTLP_CERTIFICATE": "/ca.pem", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        ]
        let own = try settings(nil, environment)
        #expect(own.url == "http://own/x")
        #expect(own.headers == [.init(name: "b", value: "two words"), .init(name: "c", value: "3")])
        #expect(own.timeout == 250 && own.usesGzip && own.certificateFile == "/ca.pem")
        #expect(try settings("http://line", environment).url == "http://line/v1/traces")
    }

    /// Nothing of a value that may be a secret is in the message.
    @Test(arguments: [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "SECRET"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://SECRET"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http:///SECRET"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:SECRET@h"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h/SECRET\r\n"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "SECRET"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "SECRET"), ("OTEL_EXPORTER_OTLP_HEADERS", "a b=SECRET"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=SECRET%0d%0ab: c"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=SECRET%zz"),
    ])
    func nonsense(_ name: String, _ value: String) throws {
        let error = #expect(throws: ExporterError.self) { try settings(nil, [name: value]) }
        let message = try #require(error).description
        #expect(message.hasPrefix(name) && !message.contains("SECRET"))
    }

    @Test(arguments: [
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "0"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "1s"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "zip"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
    ])
    func notSupported(_ name: String, _ value: String) {
        #expect(throws: ExporterError.self) { try settings(nil, [name: value]) }
    }

    @Test func whatIsShownOfTheURL() throws {
        #expect(try settings("http://h?key=SECRET").shownURL == "http://h/v1/traces")
    }
}
