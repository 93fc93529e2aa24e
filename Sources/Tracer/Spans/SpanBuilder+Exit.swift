internal import TracerCapture
internal import TracerOutput

extension SpanBuilder {
    /// Records how a process ended: a nonzero exit code or a signal is an error.
    func settle(_ span: inout Span, _ exit: ExitEvent) {
        var message = OutputBuffer()
        if let code = exit.exitCode {
            span.attributes.set(SpanAttribute("process.exit.code", code))
            guard code != 0 else { return }
            message.append("exit code ")
            message.append(decimal: code)
            span.attributes.set(SpanAttribute("error.type", "\(code)"))
        } else if let signal = exit.signal {
            var name = OutputBuffer()
            SignalName.append(signal, to: &name)
            message.append("killed by ")
            message.append(name.bytes.span)
            if exit.coreDumped { message.append(", core dumped") }
            span.attributes.set(SpanAttribute("swiftlet.process.exit.signal", .string(name.bytes)))
            span.attributes.set(SpanAttribute("error.type", .string(name.bytes)))
        }
        span.error = message.bytes
    }

    func appendUsage(of exit: ExitEvent, to span: inout Span) {
        guard let usage = exit.usage else { return }
        span.attributes.append(SpanAttribute("swiftlet.process.max_rss_bytes", usage.maxResident))
        span.attributes.append(SpanAttribute("swiftlet.process.user_ns", usage.userTime))
        span.attributes.append(SpanAttribute("swiftlet.process.system_ns", usage.systemTime))
    }

    /// A failed exec becomes an event of the program that tried it: that of the process itself if it has
    /// called exec before, or else that of the program that forked it.
    ///
    /// It becomes that span's error only if the process ends without a successful exec: a shell that searches
    /// PATH fails many times before it succeeds, and nothing is wrong.
    mutating func take(failed exec: ExecEvent) {
        var name = OutputBuffer()
        ErrnoName.append(result: exec.result, to: &name)
        var event = SpanEvent(
            time: nanoseconds(exec.time), name: "swiftlet.exec.failed",
            attributes: [
                SpanAttribute("error.type", .string(name.bytes)),
                SpanAttribute("process.pid", exec.pid),
                SpanAttribute("process.parent_pid", exec.ppid),
            ])
        event.attributes.append("process.executable.path", known: exec.filename)
        let size = exec.arguments.bytes.count
        let isKept = hasRoom(for: size)
        if isKept {
            event.attributes.append(SpanAttribute("process.command_args", .strings(exec.arguments)))
        } else {
            event.attributes.append(SpanAttribute("swiftlet.dropped", "process.command_args"))
            dropped &+= 1
        }
        if !exec.isComplete {
            event.attributes.append(SpanAttribute("swiftlet.complete", .boolean(false)))
        }

        let owner = owner(ofFailed: exec)
        if let owner, var process = live.removeValue(forKey: owner) {
            if process.span.add(event), isKept {
                process.bytes += size
                liveBytes += size
            }
            live[owner] = process
        } else if root.add(event), isKept {
            liveBytes += size
        }
        let message =
            Array("exec of ".utf8) + exec.filename.prefix(Self.longestFileInMessage)
            + Array(" failed: ".utf8) + name.bytes
        if failures.count < Self.liveLimit || failures[exec.pid] != nil {
            failures[exec.pid] = Failure(owner: owner, message: message)
        }
    }

    /// The pid of the running program that tried the exec; nil if it is unknown or has ended.
    private func owner(ofFailed exec: ExecEvent) -> UInt32? {
        if let own = live[exec.pid], own.processStart == exec.startTime { return exec.pid }
        guard exec.parentExecID != 0, let parent = references[exec.parentExecID],
            live[parent.pid]?.execID == exec.parentExecID
        else { return nil }
        return parent.pid
    }
}

extension Span {
    /// Returns whether there was room.
    fileprivate mutating func add(_ event: SpanEvent) -> Bool {
        guard events.count < SpanBuilder.eventLimit else {
            droppedEvents &+= 1
            return false
        }
        events.append(event)
        return true
    }
}
