public import TracerCapture

/// Writes events as a tree: live, one line for each exec, indented by descent; and the whole tree at
/// the end, with durations and results.
///
///     TIME (UTC)       PID PROGRAM
///     12:00:00.123    1234 make -j2
///     12:00:00.130    1240   cc -c a.c
///     12:00:00.131    1241     → as a.s
///     12:00:00.540    1240   exit 1 after 410.2ms (cc)
///
/// Lines that have been written are never changed, on a terminal or in a file. An exit has a line of
/// its own only if it stands out: another status than 0, a signal, or `slow` or more. `→` is a program
/// that took the place of the one before in the same process.
public struct TreeFormatter: Sendable {
    /// In nanoseconds: programs that ran that long have their exit shown.
    public static var slow: UInt64 { 1_000_000_000 }
    /// Programs that are kept for the tree at the end, and what they may take in bytes.
    public static var defaultLimit: Int { 10_000 }
    public static var defaultByteLimit: Int { 8 << 20 }

    var tree: ExecTree
    /// Writes what stands behind the indentation.
    var text: TextFormatter
    var counts = Counts()

    /// Of all execs, whether they are still in the tree or not.
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

    public func appendHeader(to buffer: inout OutputBuffer) {
        text.begin(.dim, in: &buffer)
        if text.columns.hasTime { buffer.append("TIME (UTC)   ") }
        buffer.append("    PID PROGRAM")
        text.end(.dim, in: &buffer)
        buffer.append(0x0a)
    }

    /// For a terminal that was resized: how many columns it has from now on.
    public mutating func setWidth(_ width: Int?) {
        text.setWidth(width)
    }

    public mutating func append(_ event: TracerEvent, to buffer: inout OutputBuffer) {
        switch event {
        case .exec(let exec): append(exec, to: &buffer)
        case .exit(let exit): append(exit, to: &buffer)
        // Whose child an exec is, the exec tells.
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
        // Recordings from before version 1 don't say it.
        exit.execDuration = exit.execDuration ?? program?.duration
        var depth = program?.depth ?? 0
        if exit.waitStatus != 0 {
            counts.failedExits += 1
            if exit.ownExecID == 0 {
                // The process never called exec: a subshell, say.
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

    /// Returns how many columns it took.
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
            // As deep as that, it is told by a number.
            let start = buffer.count
            buffer.append("+")
            buffer.append(decimal: depth - shown)
            buffer.append(0x20)
            used += buffer.count - start
        }
        return used
    }

    /// How many levels are indented: no more than leave half of the width for the programs.
    var deepest: Int { text.width.map { min(max($0 / 4 - 10, 4), Self.mostLevels) } ?? Self.mostLevels }
    private static var mostLevels: Int { 24 }
    /// In columns, of what is kept for the tree at the end.
    private static var widestCommand: Int { 160 }
}

extension TreeFormatter {
    /// Appends the arguments as shell words. The file stands before them if the first argument does
    /// not tell its name: `/bin/busybox: ls -l`; and instead of it if the exec failed, since that may
    /// have been one of many tries along PATH.
    private func appendProgram(of exec: ExecEvent, columns: Int?, to buffer: inout OutputBuffer) {
        let cut = columns.map { max($0, 1) }
        let start = buffer.count
        let enough = cut.map { start + $0 * OutputBuffer.mostBytesInColumn }
        let file = exec.succeeded ? exec.interpreter ?? exec.filename : exec.filename
        let name = exec.arguments.isEmpty ? nil : exec.arguments[0].map { Array($0) }
        let isNamed = name.map { Self.lastPart($0) == Self.lastPart(file) } ?? false
        var first = 0
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
        if let cut { buffer.cut(from: start, toColumns: cut) }
    }

    static func lastPart(_ path: [UInt8]) -> ArraySlice<UInt8> {
        path.lastIndex(of: 0x2f).map { path[($0 + 1)...] } ?? path[...]
    }

    /// What equal siblings are counted under: the last part of the file's name.
    private static func name(of exec: ExecEvent) -> [UInt8] {
        Array(lastPart(exec.filename).prefix(longestName))
    }

    private static var longestName: Int { 64 }

    /// `(forked sh)`: what stands in the tree for a process that never called exec.
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
