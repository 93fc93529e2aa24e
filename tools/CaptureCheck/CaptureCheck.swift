// capture-check: does the tracer tell the truth?
//
//     capture-check                          swiftlet trace --format json
//       │ plans N processes from a seed        │ traces
//       ├──────────────────────────────────────▶ capture-check run ── forks, each worker ──▶ children
//       │                                      │   children exec; each new program tells what it
//       │                                      ▼   found in its own memory ──▶ reports.0, reports.1
//       └◀── compares, byte for byte ───── trace.ndjson
//
// A program's own memory is the reference. The plan is the reference only where there is no
// program to ask: after a failed exec, and where the program was killed at once. The tool needs only
// /proc and a writable folder, so it runs in an initramfs.

internal import CaptureCheckChild

/// The command line: `capture-check`, and the commands that start its parts:
///
///     capture-check run ...                        inside the trace
///     capture-check environment                    prints its own, each string with a NUL
///     capture-check compare TRACE ENVIRONMENT N    of one command with N variables
@main
struct CaptureCheck {
    static func main() {
        let arguments = Host.arguments
        do throws(CheckFailure) {
            if arguments.count > 1, arguments[1] == "run" {
                try Driver(arguments: Array(arguments.dropFirst(2))).run()
                return
            }
            if arguments.count == 2, arguments[1] == "environment" {
                try Host.write(try Host.environment(), to: 1, "standard output")
                return
            }
            if arguments.count == 5, arguments[1] == "compare", let count = Int(arguments[4]) {
                let comparison = EnvironmentComparison(count: count)
                let result = try comparison.compare(trace: arguments[2], view: arguments[3])
                Host.print(result.line)
                check_exit(result.isEqual ? 0 : 1)
            }
            let options = try CheckOptions(arguments: Array(arguments.dropFirst()))
            guard try CheckRun(options).run() else { check_exit(1) }
        } catch {
            Host.print(error: "capture-check: \(error.message)")
            check_exit(error.status)
        }
    }
}
