internal import ELFLoader
internal import Tracer
internal import TracerSpans

#if OTLP
    internal import OTLPExport

    /// Sends spans to a collector (`--otlp`). Only `finish` waits for the network.
    final class SpanNetwork {
        private let exporter: SpanExporter

        /// - Parameter endpoint: What the command line says; nil if it says nothing.
        /// - Throws: `Failure` if settings make no sense, or certificates can't be read.
        init(resource: SpanResource, endpoint: String?) throws(Failure) {
            do throws(ExporterError) {
                let settings = try ExporterSettings(endpoint: endpoint) { Kernel.environment($0) }
                exporter = try SpanExporter(settings, resource: resource)
            } catch {
                throw Failure(status: ExitStatus.usage, message: "\(error)")
            }
        }

        func take(_ span: Span) { exporter.send(span) }

        /// Call this when signals are blocked and the command has been forked.
        func flush() { exporter.start() }

        /// Waits until there is room for spans, or until it is certain that there won't be.
        func waitForRoom() { exporter.waitForRoom() }

        /// Sends what is left, within the time limit.
        func finish() -> ExportCounts { exporter.finish() }
    }
#else
    /// A build without the trait OTLP has no network code.
    final class SpanNetwork {
        init(resource: SpanResource, endpoint: String?) throws(Failure) {
            throw Failure(
                status: ExitStatus.unavailable,
                message:
                    "--otlp: this build has no network part (package trait OTLP): use one of make release; --format otlp-json writes the same spans to a file"
            )
        }

        func take(_ span: Span) {}
        func flush() {}
        func waitForRoom() {}
        func finish() -> ExportCounts { ExportCounts(sent: 0, dropped: 0) }
    }
#endif
