import Foundation
import KernelOracle
import Testing

/// Outputs that take nothing: the trace and the command go on, and what is lost is counted.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct SlowOutputTests {
    private let folder = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"

    /// Runs a script with the folder as $0 and swiftlet as $1; a small file system is mounted at $0/disk.
    private func run(_ script: String, tool: String = Command.swiftlet) throws -> Command.Result {
        try FileManager.default.createDirectory(
            atPath: folder + "/disk", withIntermediateDirectories: true)
        return try Command.run([
            "/usr/bin/unshare", "-m", "/bin/bash", "-c",
            "mount -t tmpfs -o size=64k disk $0/disk || exit 99; \(script)", folder,
            tool,
        ])
    }

    private func clean() { try? FileManager.default.removeItem(atPath: folder) }

    /// The disk is full when the trace begins, and has room later: all lines are whole, and each event is there.
    @Test func aFullDiskThatGetsRoom() throws {
        defer { clean() }
        let result = try run(
            """
            head -c 1M /dev/zero >$0/disk/full 2>/dev/null
            "$1" trace --format json --env none --output $0/disk/run -- /bin/bash -c '
                for n in {1..20}; do /bin/true full; done; : >$0/disk/full
                for n in {1..20}; do /bin/true room; done; exit 5' $0
            status=$?; cat $0/disk/run; exit $status
            """)
        #expect(result.status == 5, "\(result.errors)")
        #expect(result.errors.contains("errno 28") || result.errors.contains("ENOSPC"))
        #expect(result.errors.contains("written again"))
        let execs = try result.events("exec")
        #expect(execs.count == 41)
        let summary = try #require(try result.events("summary").first)
        #expect((summary["lost"] as? [String: Int])?["output_full"] == 0)
    }

    /// It never gets room: what is there is whole lines, and the rest is counted; the status is the command's.
    @Test(arguments: [false, true]) func aDiskThatStaysFull(isStrict: Bool) throws {
        defer { clean() }
        let result = try run(
            """
            "$1" trace \(isStrict ? "--strict" : "") --format json --output $0/disk/run -- /bin/bash -c '
                export FILLER=$(head -c 3000 /dev/zero | tr "\\\\0" x); for n in {1..40}; do /bin/true; done; exit 5'
            status=$?; cat $0/disk/run; exit $status
            """)
        #expect(result.status == (isStrict ? 74 : 5), "\(result.errors)")
        #expect(result.output.hasSuffix("\n"))
        let shown = try result.events().count
        let words = try #require(result.errors.split(separator: "\n").last).split(separator: " ")
        let lost = try #require(words.compactMap { Int($0) }.first)
        // Execs and exits of bash, head, tr and 40 times true, and the exit of the subshell of $(…).
        #expect(shown + lost == 2 * 43 + 1, "\(shown) shown; \(result.errors)")
    }

    /// A limit of the file's size is the command's, but doesn't end its tracer.
    @Test func theLimitOfSize() throws {
        defer { clean() }
        let result = try run(
            """
            (ulimit -f 4; "$1" trace --format json --env none --output $0/disk/run -- /bin/bash -c '
                for n in {1..9}; do /bin/true; done; exit 6') 2>$0/disk/errors
            status=$?; tail -c 1 $0/disk/run | od -An -c; exit $status
            """)
        #expect(result.status == 6, "\(result.errors)")
        #expect(result.output.contains("\\n"))
    }

    /// A pipe is full and nobody reads. Each of these ends the trace; a test that doesn't end is killed.
    /// (A shell's background job ignores SIGINT, and so does swiftlet then.)
    @Test(arguments: ["TERM", "HUP", "--duration", "command"])
    func aReaderThatDoesNotRead(_ end: String) throws {
        defer { clean() }
        let trace =
            switch end {
            case "--duration": "\"$1\" trace --duration 0.5 --output $0/pipe; exit $?"
            case "command": "\"$1\" trace --output $0/pipe -- /bin/sh -c 'exit 4'; exit $?"
            default:
                """
                "$1" trace --output $0/pipe & pid=$!
                until grep -q "^SigBlk:.*[1-9a-f]" /proc/$pid/status; do :; done; kill -\(end) $pid; wait $pid; exit $?
                """
            }
        let filler = """
            import os, sys
            pipe = os.open(sys.argv[1], os.O_RDWR | os.O_NONBLOCK)
            try:
                while True: os.write(pipe, bytes(4096))
            except BlockingIOError: pass
            """
        let result = try run(
            "mkfifo $0/pipe; exec 7<>$0/pipe; /usr/bin/python3 -c '\(filler)' $0/pipe; \(trace)")
        let expected: Int32 = end == "command" ? 4 : 0
        #expect(
            result.status == expected || end != "command" && result.status == 74, "\(result.errors)"
        )
        #expect(!result.errors.contains("EAGAIN"))
    }

    /// A command that a signal has ended keeps its tracer for a moment only, though nobody reads: one that ends by
    /// itself at the same time is still waiting then.
    @Test func aSignalThatTheCommandObeys() throws {
        defer { clean() }
        let filler = """
            import os, sys
            for name in sys.argv[1:]:
                pipe = os.open(name, os.O_RDWR | os.O_NONBLOCK)
                try:
                    while True: os.write(pipe, bytes(4096))
                except BlockingIOError: pass
            """
        let ready = "echo >$0/ready$1; until [ -e $0/go ]; do sleep 0.01; done"
        let result = try run(
            """
            mkfifo $0/pipe1 $0/pipe2; exec 7<>$0/pipe1 8<>$0/pipe2
            /usr/bin/python3 -c '\(filler)' $0/pipe1 $0/pipe2
            "$1" trace --output $0/pipe1 -- /bin/sh -c '\(ready)' $0 1 & first=$!
            "$1" trace --output $0/pipe2 -- /bin/sh -c '\(ready); kill -TERM $PPID; exec sleep 600' $0 2 & second=$!
            until [ -e $0/ready1 ] && [ -e $0/ready2 ]; do sleep 0.01; done
            touch $0/go; wait $second; echo $?
            kill -0 $first && echo waits; kill -KILL $first
            """)
        #expect(result.output == "143\nwaits\n", "\(result.errors)")
    }

    /// A step of the clock is followed. The step is played by a library that moves this process's clock, which a
    /// static file would not load.
    @Test func theClockIsSet() throws {
        defer { clean() }
        let source = """
            #define _GNU_SOURCE
            #include <time.h>
            #include <stdlib.h>
            #include <unistd.h>
            #include <sys/syscall.h>
            int clock_gettime(clockid_t clock, struct timespec *time) {
                long result = syscall(SYS_clock_gettime, clock, time);
                if (!result && clock == CLOCK_REALTIME && access(getenv("STEPPED"), F_OK) == 0) time->tv_sec += 3600;
                return result;
            }
            """
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try source.write(toFile: folder + "/step.c", atomically: false, encoding: .utf8)
        let result = try run(
            """
            cc -shared -fPIC -o $0/step.so $0/step.c || exit 98
            export STEPPED=$0/stepped
            LD_PRELOAD=$0/step.so "$1" trace --format json --env none --output - -- /bin/sh -c '
                unset LD_PRELOAD; /bin/true before; sleep 0.3; : >$STEPPED; /bin/true after; exit 0'
            """, tool: Command.builtBesideTheTests)
        #expect(result.status == 0, "\(result.errors)")
        func hour(_ word: String) throws -> Double {
            let exec = try #require(
                try result.events("exec").first { ($0["args"] as? [String])?.last == word })
            let time = try #require(exec["time"] as? String)
            let formatter = ISO8601DateFormatter()
            let date = try #require(formatter.date(from: time.prefix(19) + "Z"))
            return date.timeIntervalSince1970 / 3600
        }
        let step = try hour("after") - hour("before")
        #expect(step >= 1 && step < 1.5, "\(step)")
    }
}
