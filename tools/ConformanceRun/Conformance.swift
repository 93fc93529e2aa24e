// conformance: our side of the comparison with libbpf. libbpf's side is tools/conformance/reference.c.
//
//     other people's objects ──▶ conformance ──▶ the bpf(2) calls ─┐
//                            └─▶ reference   ──▶ the bpf(2) calls ─┴▶ compare.py ──▶ a table
//
// Both are linked with tools/CallRecorder, which records the calls.

internal import CallRecorder
internal import ELFLoader
internal import Glibc

/// The command line: `conformance each|whole|attach|chosen|time OBJECT [RECORD]`, as reference.c has it;
/// only ours has `chosen`.
@main
struct Conformance {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            print("usage: conformance each|whole|attach|chosen|time OBJECT [RECORD]")
            exit(64)
        }
        guard call_recorder_is_linked() != 0 else {
            print("conformance: link with -Wl,--wrap=syscall")
            exit(70)
        }
        if arguments.count > 3 {
            // SAFETY: a NUL-terminated string for the call.
            let file = unsafe open(arguments[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard file >= 0 else { exit(73) }
            call_recorder_write_to(file)
        }
        let attempts = Attempts(path: arguments[2])
        switch arguments[1] {
        case "each": attempts.each(attaching: false)
        case "whole": attempts.whole()
        case "chosen": attempts.chosen()
        case "attach": attempts.each(attaching: true)
        case "time": attempts.time()
        default: exit(64)
        }
    }
}
