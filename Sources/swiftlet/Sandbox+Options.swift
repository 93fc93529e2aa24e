internal import SwiftletOptions

extension Sandbox {
    /// What a trace with these options needs.
    init(_ options: TraceCommand) {
        hasCommand = !options.command.isEmpty
        hasNetwork = options.outputs.spans.otlp != nil
        let output = options.outputs.output == "-" ? nil : options.outputs.output
        reopenedOutput = options.outputs.config == nil ? nil : output
    }
}
