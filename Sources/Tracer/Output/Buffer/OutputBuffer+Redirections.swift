package import TracerCapture

/// Descriptors as a shell writes them: `| sort -u </etc/passwd >out 2>&1`.
///
/// Only those appear that the program before did not have, so that the children of a shell whose output goes to a file
/// don't repeat it. Terminals and sockets don't appear, nor does a pipe from before the trace.
extension OutputBuffer {
    /// Appends `| ` if the input is a pipe that the program before did not read.
    package mutating func append(pipeInto exec: ExecEvent) {
        if exec.hasPipe(at: 0) { append("| ") }
    }

    /// Appends ` </etc/passwd >out 2>&1 |`.
    ///
    /// - Parameter runsAgain: Whether a shell is to follow them: a file without a path and a pipe are left out, and a file
    ///   that was written before is not emptied.
    package mutating func append(redirectionsOf exec: ExecEvent, runsAgain: Bool = false) {
        guard let descriptors = exec.descriptors else { return }
        for number: UInt8 in 0...2 {
            guard let descriptor = descriptors.first(where: { $0.number == number }) else {
                append(number == 0 ? " <&-" : number == 1 ? " >&-" : " 2>&-")
                continue
            }
            guard descriptor.isShown else { continue }
            if let same = descriptor.sameAs {
                append(operator: number == 0 ? "<&" : ">&", number)
                append(decimal: same)
                continue
            }
            guard descriptor.path.first == UInt8(ascii: "/") else { continue }
            if runsAgain, descriptor.path.suffix(10).elementsEqual(" (deleted)".utf8) { continue }
            append(operator: descriptor.redirection(runsAgain: runsAgain), number)
            append(shellWord: descriptor.path.span)
        }
        if !runsAgain, exec.hasPipe(at: 1) { append(" |") }
    }

    /// Appends the operator, with the descriptor's number unless it is the operator's own.
    private mutating func append(operator name: StaticString, _ number: UInt8) {
        append(UInt8(ascii: " "))
        // SAFETY: the code units of a StaticString are always there, and no operator is empty.
        let reads = unsafe name.utf8Start[0] == UInt8(ascii: "<")
        if number != (reads ? 0 : 1) { append(decimal: number) }
        append(name)
    }
}

extension ExecEvent {
    fileprivate func hasPipe(at number: UInt8) -> Bool {
        descriptors?.contains {
            $0.number == number && $0.kind == .pipe && $0.isInherited == false
                && $0.path.first != UInt8(ascii: "/")
        } ?? false
    }
}

extension StandardDescriptor {
    fileprivate var isShown: Bool {
        guard kind != .tty, kind != .socket else { return false }
        return isInherited.map { !$0 } ?? (kind == .file)
    }

    fileprivate func redirection(runsAgain: Bool) -> StaticString {
        if access.contains([.read, .write]) { return "<>" }
        guard access.contains(.write) else { return "<" }
        return access.contains(.append) || runsAgain && position > 0 ? ">>" : ">"
    }
}
