internal import TracerCapture

/// A shell command that runs an exec again: `env -i --chdir=/src A=b /bin/ls -l`.
///
/// env(1) of GNU coreutils creates exactly the given environment, in order, and then calls exec. The output
/// is one line of words, whose quoting no byte of the process can escape, in a syntax that bash and zsh read.
///
/// | exec | command |
/// |---|---|
/// | the file's name is the first argument | `env -i A=b /bin/ls -l` |
/// | PATH finds the first argument | `env -i PATH=/bin ls -l` |
/// | any other first argument | `env -i A=b /bin/bash -pc 'exec -a "$0" -- "$@"' -sh /bin/sh` |
/// | a script | its interpreter, with the arguments that the kernel derived from it |
///
/// (env has an option for the first argument only since coreutils 9.5. With -p, bash ignores variables that
/// would affect it and imports no functions.)
///
/// A comment below the command says what it can't reproduce: env sets one value per name, and none without a
/// name; bash sets some variables anew.
extension TextFormatter {
    private enum Obstacle {
        case incomplete, noFile, descriptor, equals, noArguments

        var text: StaticString {
            switch self {
            case .incomplete: "parts of it are missing"
            case .noFile: "its file's name is not known"
            case .descriptor: "its file was given by a descriptor"
            case .equals: "env(1) takes a file's name with = for a variable"
            case .noArguments: "it has no arguments, not even a name"
            }
        }
    }

    func appendCommandLine(of exec: ExecEvent, to buffer: inout OutputBuffer) {
        appendIndent(to: &buffer)
        let file = exec.interpreter ?? exec.filename
        if let obstacle = Self.obstacle(to: exec, file: file) {
            begin(.dim, in: &buffer)
            buffer.append("# no command line: ")
            buffer.append(obstacle.text)
            end(.dim, in: &buffer)
            buffer.append(0x0a)
            return
        }
        buffer.append("env -i ")
        // A directory without a path from the root can't be entered.
        if exec.context.workingDirectory.first == UInt8(ascii: "/") {
            buffer.append("--chdir=")
            buffer.append(shellWord: exec.context.workingDirectory.span)
            buffer.append(0x20)
        }
        let name = exec.arguments[0].map { Array($0) } ?? []
        let program = program(of: exec, file: file, name: name)
        appendOperands(of: exec, program: program, name: name, to: &buffer)
        buffer.append(redirectionsOf: exec, runsAgain: true)
        buffer.append(0x0a)
        appendRemarks(on: exec, usesBash: program != name, to: &buffer)
    }

    private static func obstacle(to exec: ExecEvent, file: [UInt8]) -> Obstacle? {
        if !exec.isComplete { return .incomplete }
        if exec.filename.isEmpty || file.isEmpty { return .noFile }
        if exec.filename.starts(with: "/dev/fd/".utf8) { return .descriptor }
        if file.contains(0x3d) { return .equals }
        return exec.arguments.isEmpty ? .noArguments : nil
    }

    /// The program for env(1) to run: its name alone if the PATH search finds the file.
    private func program(of exec: ExecEvent, file: [UInt8], name: [UInt8]) -> [UInt8] {
        // Without a slash the file came from the working directory; env would search PATH for it.
        guard let slash = file.lastIndex(of: 0x2f) else { return [0x2e, 0x2f] + file }
        guard !name.isEmpty, !name.contains(0x2f), !name.contains(0x3d),
            file[(slash + 1)...].elementsEqual(name), let path = exec.environment.value(of: "PATH".utf8)
        else { return file }
        let folder = file[..<slash]
        let folders = path.split(separator: UInt8(ascii: ":"))
        return folders.contains { $0.elementsEqual(folder) } ? name : file
    }

    private func appendOperands(
        of exec: ExecEvent, program: [UInt8], name: [UInt8], to buffer: inout OutputBuffer
    ) {
        let usesBash = program != name
        let variables = exec.environment.entries.lazy.filter { $0.kind == .variable }
        let first =
            variables.first.map { exec.environment.bytes[$0.string.lowerBound] }
            ?? (usesBash ? UInt8(ascii: "/") : program[0])
        if first == UInt8(ascii: "-") { buffer.append("-- ") }
        for entry in variables {
            buffer.append(shellAssignment: exec.environment.bytes.span.extracting(entry.string))
            buffer.append(0x20)
        }
        if usesBash {
            buffer.append(#"/bin/bash -pc 'exec -a "$0" -- "$@"' "#)
            buffer.append(shellWord: name.span)
            buffer.append(0x20)
        }
        buffer.append(shellWord: program.span)
        for position in 1..<max(exec.arguments.count, 1) {
            guard let argument = exec.arguments[position] else { continue }
            buffer.append(0x20)
            buffer.append(shellWord: argument.span)
        }
    }

    /// Appends the differences between the command and the exec.
    private func appendRemarks(on exec: ExecEvent, usesBash: Bool, to buffer: inout OutputBuffer) {
        let others = exec.environment.entries.lazy.filter { $0.kind == .other }.count
        guard usesBash || others > 0 || !exec.redactions.isEmpty else { return }
        appendIndent(to: &buffer)
        begin(.dim, in: &buffer)
        buffer.append("#")
        if usesBash { buffer.append(" bash sets PWD, SHLVL and other variables of its own") }
        if others > 0 {
            if usesBash { buffer.append(";") }
            buffer.append(" without ")
            buffer.append(decimal: others)
            buffer.append(others == 1 ? " string" : " strings")
            buffer.append(" of the environment: no name, or not the first of it")
        }
        if !exec.redactions.isEmpty {
            if usesBash || others > 0 { buffer.append(";") }
            buffer.append(" [redacted] stands for what was hidden")
        }
        end(.dim, in: &buffer)
        buffer.append(0x0a)
    }
}
