extension Sandbox {
    /// What a trace with these options needs.
    init(_ options: TraceCommand) {
        hasCommand = !options.command.isEmpty
        hasNetwork = options.outputs.spans.otlp != nil
        reopenedOutput = options.outputs.config == nil ? nil : options.outputs.output
    }
}
