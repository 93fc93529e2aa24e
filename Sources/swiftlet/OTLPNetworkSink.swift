internal import ELFLoader
internal import GlibcShims
internal import OTLPExport
internal import Tracer
internal import TracerSpans

#if OTLP
    /// Spans to a collector: `--otlp`. Nothing here waits for the network but `finish`.
    final class OTLPNetworkSink {
        private var builder: SpanBuilder
        private let isLive: Bool
        private let exporter: SpanExporter

        /// - Throws: `Failure` if settings make no sense, or certificates can't be read.
        init(
            _ options: SpanOptions, clock: WallClock, of run: TracedRun, resource: SpanResource,
            endpoint: String?
        ) throws(Failure) {
            builder = SpanBuilder(options, clock: clock)
            isLive = run.isLive
            do throws(ExporterError) {
                let settings = try ExporterSettings(endpoint: endpoint) { Kernel.environment($0) }
                exporter = try SpanExporter(settings, resource: resource)
            } catch {
                throw Failure(status: ExitStatus.usage, message: "\(error)")
            }
        }

        func take(_ event: TracerEvent) {
            let exporter = exporter
            builder.take(event) { exporter.send($0) }
        }

        /// By the first call signals are blocked, and the command has been forked.
        func flush() {
            exporter.start()
        }

        /// Sends what is left, within the limit of time.
        func finish(_ summary: CaptureSummary) -> ExportCounts {
            let exporter = exporter
            builder.finish(at: isLive ? swiftlet_clock_boottime() : nil, summary) { exporter.send($0) }
            return exporter.finish()
        }
    }
#else
    /// A build without the trait OTLP has no network part.
    final class OTLPNetworkSink {
        init(
            _ options: SpanOptions, clock: WallClock, of run: TracedRun, resource: SpanResource,
            endpoint: String?
        ) throws(Failure) {
            throw Failure(
                status: ExitStatus.unavailable,
                message:
                    "--otlp: this build has no network part (package trait OTLP); --format otlp-json writes the same spans to a file"
            )
        }

        func take(_ event: TracerEvent) {}
        func flush() {}
        func finish(_ summary: CaptureSummary) -> ExportCounts { ExportCounts(sent: 0, dropped: 0) }
    }
#endif
