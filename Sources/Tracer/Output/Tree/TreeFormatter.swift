public import TracerCapture

/// Writes events as a tree: live, one line per exec, indented by descent; and at the end the complete tree,
/// with durations and results.
///
///     TIME (+02:00)    PID PROGRAM
///     12:00:00.123    1234 make -j2
///     12:00:00.130    1240   cc -c a.c
///     12:00:00.131    1241     → as a.s
///     12:00:00.540    1240   exit 1 after 410.2ms (cc)
///
/// Written lines never change, on a terminal or in a file. An exit has its own line only if it is notable: a
/// nonzero status, a signal, or a duration of `slow` or more. `→` is a program that replaced the previous one
/// in the same process.
public struct TreeFormatter: Sendable {
    /// In nanoseconds: the exit of a program that ran at least this long is shown.
    public static var slow: UInt64 { 1_000_000_000 }
    /// The number of programs kept for the final tree, and their memory limit in bytes.
    public static var defaultLimit: Int { 10_000 }
    public static var defaultByteLimit: Int { 8 << 20 }

    var tree: ExecTree
    /// Writes the text after the indentation.
    var text: TextFormatter
    var counts = Counts()

    /// Counts of all execs, including those no longer in the tree.
    struct Counts {
        var programs = 0
        var failedExecs = 0
        var failedExits = 0
    }

    public init(
        _ text: TextFormatter, limit: Int = TreeFormatter.defaultLimit,
        byteLimit: Int = TreeFormatter.defaultByteLimit
    ) {
        self.text = text
        tree = ExecTree(limit: limit, byteLimit: byteLimit)
    }

    /// Appends the line that names the columns, as `TextFormatter` does.
    public func appendHeader(at time: UInt64, to buffer: inout OutputBuffer) {
        text.begin(.dim, in: &buffer)
        text.appendTimeHeader(at: time, to: &buffer)
        buffer.append("    PID PROGRAM")
        text.end(.dim, in: &buffer)
        buffer.append(0x0a)
    }

    /// Sets the new width of a terminal that was resized, in columns.
    public mutating func setWidth(_ width: Int?) {
        text.setWidth(width)
    }

    public mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer) {
        switch event {
        case .exec(let exec): append(exec, to: &buffer)
        case .exit(let exit): append(exit, to: &buffer)
        // An exec identifies its parent by itself.
        case .fork: break
        case .tcp(let tcp):
            appendColumns(tcp.time, tcp.pid, depth: (tree.depth(of: tcp.execID) ?? -1) + 1, to: &buffer)
            text.appendConnection(tcp, to: &buffer)
            buffer.append(0x0a)
        }
    }

    private mutating func append(_ exec: ExecEvent, to buffer: inout OutputBuffer) {
        let place = tree.place(of: exec)
        var used = appendColumns(exec.time, exec.pid, depth: place.depth, to: &buffer)
        if exec.succeeded {
            counts.programs += 1
            if place.previous != nil {
                buffer.append("→ ")
                used += 2
            }
        } else {
            counts.failedExecs += 1
            text.begin(.alarm, in: &buffer)
            let word = buffer.count
            buffer.append("failed ")
            ErrnoName.append(result: exec.result, to: &buffer)
            used += buffer.count - word + 1
            text.end(.alarm, in: &buffer)
            buffer.append(0x20)
        }
        appendProgram(of: exec, columns: text.width.map { $0 - used }, to: &buffer)
        buffer.append(0x0a)
        text.indent = used + 2
        text.appendBelow(exec, to: &buffer)
        var command = OutputBuffer()
        appendProgram(of: exec, columns: Self.widestCommand, to: &command)
        tree.insert(exec, name: Self.name(of: exec), command: command.bytes)
    }

    private mutating func append(_ exit: ExitEvent, to buffer: inout OutputBuffer) {
        let program = tree.end(exit)
        var exit = exit
        // Recordings from before version 1 lack it.
        exit.execDuration = exit.execDuration ?? program?.duration
        var depth = program?.depth ?? 0
        if exit.waitStatus != 0 {
            counts.failedExits += 1
            if exit.ownExecID == 0 {
                // The process never called exec: a subshell, for example.
                depth = tree.place(below: exit.execID).depth
                let name = Array(exit.comm.prefix(Self.longestName))
                tree.insert(forked: exit, name: name, command: Self.command(ofForked: exit))
            }
        } else if program?.duration ?? 0 < Self.slow {
            return
        }
        appendColumns(exit.time, exit.pid, depth: depth, to: &buffer)
        let style: TextStyle =
            exit.signal != nil ? .alarm : exit.waitStatus != 0 ? .warning : .plain
        text.begin(style, in: &buffer)
        buffer.append("exit ")
        text.end(style, in: &buffer)
        text.appendResult(of: exit, to: &buffer)
        buffer.append(0x0a)
    }

    /// Returns the number of columns used.
    @discardableResult
    private func appendColumns(
        _ time: UInt64, _ pid: UInt32, depth: Int, to buffer: inout OutputBuffer
    ) -> Int {
        text.appendTime(time, to: &buffer)
        buffer.append(decimal: pid, width: 7)
        buffer.append(0x20)
        let shown = min(depth, deepest)
        buffer.append(repeating: 0x20, count: 2 * shown)
        var used = (text.columns.hasTime ? 13 : 0) + 8 + 2 * shown
        if depth > shown {
            // Deeper levels print as a number.
            let start = buffer.count
            buffer.append("+")
            buffer.append(decimal: depth - shown)
            buffer.append(0x20)
            used += buffer.count - start
        }
        return used
    }

    /// The maximum number of indented levels, which leaves half of the width for the programs.
    var deepest: Int { text.width.map { min(max($0 / 4 - 10, 4), Self.mostLevels) } ?? Self.mostLevels }
    private static var mostLevels: Int { 24 }
    /// The maximum width of a command kept for the final tree, in columns.
    private static var widestCommand: Int { 160 }
}

extension TreeFormatter {
    /// Appends the arguments as shell words. The file precedes them if its name differs from the first
    /// argument: `/bin/busybox: ls -l`. For a failed exec the file replaces the first argument, since the
    /// exec may have been one of many tries along PATH.
    private func appendProgram(of exec: ExecEvent, columns: Int?, to buffer: inout OutputBuffer) {
        let cut = columns.map { max($0, 1) }
        let start = buffer.count
        let enough = cut.map { start + $0 * OutputBuffer.mostBytesInColumn }
        let file = exec.succeeded ? exec.interpreter ?? exec.filename : exec.filename
        let name = exec.arguments.isEmpty ? nil : exec.arguments[0].map { Array($0) }
        let isNamed = name.map { Self.lastPart($0) == Self.lastPart(file) } ?? false
        var first = 0
        buffer.append(pipeInto: exec)
        if !isNamed || !exec.succeeded {
            if file.isEmpty {
                buffer.append("?")
            } else {
                buffer.append(shellWord: file.span, isCommand: true)
            }
            if isNamed { first = 1 } else if name != nil { buffer.append(":") }
            if first < exec.arguments.count { buffer.append(0x20) }
        }
        for position in first..<max(exec.arguments.count, first) {
            if let enough, buffer.count > enough { break }
            if position > first { buffer.append(0x20) }
            if let argument = exec.arguments[position] {
                buffer.append(shellWord: argument.span, isCommand: position == 0)
            } else {
                text.append("?", style: .warning, to: &buffer)
            }
        }
        buffer.append(redirectionsOf: exec)
        if let cut { buffer.cut(from: start, toColumns: cut) }
    }

    static func lastPart(_ path: [UInt8]) -> ArraySlice<UInt8> {
        path.lastIndex(of: 0x2f).map { path[($0 + 1)...] } ?? path[...]
    }

    /// The name under which similar siblings are counted: the last component of the file.
    private static func name(of exec: ExecEvent) -> [UInt8] {
        Array(lastPart(exec.filename).prefix(longestName))
    }

    private static var longestName: Int { 64 }

    /// `(forked sh)`: the tree's command for a process that never called exec.
    private static func command(ofForked exit: ExitEvent) -> [UInt8] {
        var command = OutputBuffer()
        command.append("(forked")
        if !exit.comm.isEmpty {
            command.append(" ")
            command.append(shellWord: exit.comm.span)
        }
        command.append(")")
        return command.bytes
    }
}
