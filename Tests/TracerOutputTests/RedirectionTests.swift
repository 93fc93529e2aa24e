import SampleEvents
import Testing

@testable import TracerCapture
@testable import TracerOutput

/// Descriptors as a shell writes them.
struct RedirectionTests {
    private func file(
        _ number: UInt8, _ path: String, _ access: StandardDescriptor.Access, position: UInt64 = 0
    ) -> StandardDescriptor {
        var descriptor = StandardDescriptor(
            number: number, kind: .file, path: Array(path.utf8), inode: 7, access: access,
            position: position)
        descriptor.isInherited = false
        return descriptor
    }

    private func pipe(_ number: UInt8) -> StandardDescriptor {
        var descriptor = file(number, "pipe:[7]", number == 0 ? .read : .write)
        descriptor.kind = .pipe
        return descriptor
    }

    private func tty(_ number: UInt8) -> StandardDescriptor {
        var descriptor = file(number, "/dev/pts/0", [.read, .write])
        descriptor.kind = .tty
        return descriptor
    }

    private func same(_ number: UInt8, as other: StandardDescriptor) -> StandardDescriptor {
        var descriptor = other
        descriptor.sameAs = other.number
        descriptor.number = number
        return descriptor
    }

    /// The command of an exec in a line of text, and the redirections of the command below.
    private func shown(_ descriptors: [StandardDescriptor]?) -> (text: String, again: String) {
        var exec = sampleExec()
        exec.descriptors = descriptors
        let text = output { buffer in
            TextFormatter(clock: sampleClock).appendCommand(of: exec, columnsUsed: 0, to: &buffer)
        }
        let again = output { $0.append(redirectionsOf: exec, runsAgain: true) }
        return (text, again)
    }

    @Test func asAShellWritesThem() {
        let out = file(1, "/out", .write)
        let cases: [([StandardDescriptor]?, text: String, again: String)] = [
            (nil, "/bin/ls ls -l", ""),
            ([tty(0), tty(1), tty(2)], "/bin/ls ls -l", ""),
            ([file(0, "/in", .read), tty(1), tty(2)], "/bin/ls ls -l </in", " </in"),
            ([tty(0), out, same(2, as: out)], "/bin/ls ls -l >/out 2>&1", " >/out 2>&1"),
            ([tty(0), tty(1), file(2, "/a b", [.write, .append])], "/bin/ls ls -l 2>>'/a b'", " 2>>'/a b'"),
            ([tty(0), file(1, "/out", .write, position: 9), tty(2)], "/bin/ls ls -l >/out", " >>/out"),
            ([file(0, "/x", [.read, .write]), file(1, "/x", [.read, .write]), tty(2)],
                "/bin/ls ls -l <>/x 1<>/x", " <>/x 1<>/x"),
            ([pipe(0), pipe(1), same(2, as: pipe(1))], "| /bin/ls ls -l 2>&1 |", " 2>&1"),
            ([file(0, "/tmp/sh (deleted)", .read), tty(1), tty(2)],
                "/bin/ls ls -l <'/tmp/sh (deleted)'", ""),
            ([], "/bin/ls ls -l <&- >&- 2>&-", " <&- >&- 2>&-"),
            ([tty(0), tty(1)], "/bin/ls ls -l 2>&-", " 2>&-"),
            ([file(0, "(truncated)/in", .read), tty(1), tty(2)], "/bin/ls ls -l", ""),
        ]
        for (descriptors, text, again) in cases {
            #expect(shown(descriptors) == (text, again))
        }
    }

    @Test func whatTheProgramBeforeHad() {
        for inherited in [true, nil] {
            var (input, error, end) = (pipe(0), file(2, "/dev/null", .write), pipe(1))
            error.kind = .null
            (input.isInherited, error.isInherited, end.isInherited) = (inherited, inherited, inherited)
            #expect(shown([input, end, error]).text == "/bin/ls ls -l")
        }
        var input = file(0, "/in", .read)
        input.isInherited = nil
        #expect(shown([input, tty(1), tty(2)]).text == "/bin/ls ls -l </in")
        input.isInherited = true
        #expect(shown([input, tty(1), tty(2)]).text == "/bin/ls ls -l")
    }
}
