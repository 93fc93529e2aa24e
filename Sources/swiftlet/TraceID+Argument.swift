public import ArgumentParser
public import TracerSpans

extension TraceID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(parsing: argument.utf8)
    }
}

extension SpanID: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(parsing: argument.utf8)
    }
}
