internal import TracerCapture
internal import TracerOutput
internal import TracerSecrets

extension SpanBuilder {
    /// The root span, above all others, in its initial state.
    static func root(_ options: SpanOptions, clock: WallClock) -> Span {
        var caller = options.caller
        // A span of the caller's trace can't be the parent in another trace.
        if let traceID = options.traceID, traceID != caller?.traceID { caller = nil }
        let name = options.command.strings.first.map { baseName(of: Array($0)) } ?? []
        var root = Span(
            traceID: options.traceID ?? caller?.traceID ?? options.newTraceID,
            // Differs from the numbers of execs, which have a CPU in their upper 16 bits.
            spanID: SpanID(number: .max, seed: options.seed),
            parentSpanID: options.parentSpanID ?? caller?.spanID,
            name: name.isEmpty ? Array("swiftlet trace".utf8) : name,
            start: clock.nanosecondsSince1970(options.start))
        root.hasRemoteParent = root.parentSpanID != nil
        root.attributes.append(SpanAttribute("swiftlet.root", .boolean(true)))
        if !options.command.strings.isEmpty {
            root.attributes.append("process.executable.name", known: name)
            root.attributes.append(
                SpanAttribute("process.command_args", .strings(options.command.strings)))
        }
        let ownVariables = Environment(options.ownVariables.strings)
        for addition in options.additions {
            switch addition.value {
            case .constant(let value): root.attributes.set(SpanAttribute(addition.key, value))
            case .variable(let name):
                guard let value = ownVariables.value(of: name.utf8) else { continue }
                root.attributes.set(SpanAttribute(addition.key, .string(Array(value))))
            }
        }
        return root
    }

    /// Records an exec of a recorded run whose parent is not in the recording.
    mutating func note(top exec: ExecEvent) {
        guard let before = recorded else {
            recorded = RecordedCommand(
                pid: exec.pid, name: name(of: exec), arguments: exec.arguments)
            return
        }
        // A later program with the same pid is the same process, unless that process had ended.
        if before.pid != exec.pid || before.exit != nil { recorded?.isAlone = false }
    }

    private mutating func nameRoot(after command: RecordedCommand) {
        root.name = command.name
        root.attributes.append("process.executable.name", known: command.name)
        root.attributes.append(SpanAttribute("process.command_args", .strings(command.arguments)))
        if let exit = command.exit { settle(&root, exit) }
    }

    /// Ends the root span with the trace, and records how complete the trace is.
    mutating func finishRoot(at time: UInt64, _ summary: CaptureSummary) {
        root.end = max(root.start, nanoseconds(time))
        if let recorded, recorded.isAlone { nameRoot(after: recorded) }
        root.attributes.append(SpanAttribute("swiftlet.execs", summary.execs))
        if summary.incomplete > 0 {
            root.attributes.append(SpanAttribute("swiftlet.incomplete", summary.incomplete))
        }
        if summary.lost > 0 { root.attributes.append(SpanAttribute("swiftlet.lost", summary.lost)) }
        if dropped > 0 { root.attributes.append(SpanAttribute("swiftlet.dropped", dropped)) }
        if !summary.isClean {
            root.attributes.append(SpanAttribute("swiftlet.complete", .boolean(false)))
        }
    }

    /// The part after the last slash, unless the slash is the last byte.
    static func baseName(of path: [UInt8]) -> [UInt8] {
        guard let slash = path.lastIndex(of: 0x2f) else { return path }
        return slash + 1 < path.count ? Array(path[(slash + 1)...]) : path
    }
}
