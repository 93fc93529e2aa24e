import CommandRun
import Foundation
import KernelOracle
import Testing

/// Where output goes, and where it doesn't: nobody else chooses that.
struct OutputFileTests {
    private let folder = NSTemporaryDirectory() + "swiftlet-test-\(UUID().uuidString)"
    private var recording: String { folder + "/run.ndjson" }
    private var victim: String { folder + "/victim" }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try
            #"{"event":"exit","time":"2026-01-31T12:00:00.000000000Z","exec_id":"0000000000000001","pid":1,"ppid":0,"exit_code":0,"signal":null,"core_dumped":false,"duration_ns":1}"#
            .appending("\n").write(toFile: recording, atomically: false, encoding: .utf8)
        try "kept".write(toFile: victim, atomically: false, encoding: .utf8)
        chmod(victim, 0o644)
    }

    private func clean() { try? FileManager.default.removeItem(atPath: folder) }

    /// A replay goes to its outputs as a trace does, and anybody may run one.
    private func write(_ options: String...) throws -> Command.Result {
        try Command.swiftlet(["replay", "--format", "json"] + options + [recording])
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(arguments: [["--output"], ["--append", "--output"], ["--html"]])
    func whatOthersPutInTheWay(_ options: [String]) throws {
        defer { clean() }
        func refused(_ name: String, _ reason: String) throws {
            let result = try Command.swiftlet(
                ["replay"] + (options == ["--html"] ? [] : ["--format", "json"]) + options + [
                    folder + "/" + name, recording,
                ])
            #expect(result.status == 73, "\(name)")
            #expect(
                result.errors.contains(name) && result.errors.contains(reason), "\(result.errors)")
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "kept")
            #expect(try mode(victim) == 0o644)
        }
        symlink(victim, folder + "/symbolic")
        try refused("symbolic", "symbolic link")
        symlink(folder + "/none", folder + "/dangling")
        try refused("dangling", "symbolic link")
        #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
        link(victim, folder + "/hard")
        try refused("hard", "hard links")
        try refused(".", "EISDIR")
        try refused("no/folder", "ENOENT")
        mkfifo(folder + "/fifo", 0o600)
        try refused("fifo", "nobody reads the FIFO")
        let socket = folder + "/socket"
        #expect(
            try Command.run([
                "/usr/bin/python3", "-c",
                "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", socket,
            ]).status == 0)
        try refused("socket", "neither a file")
        guard Privilege.isRoot else {
            print("LEFT OUT: files of other users: this is not root")
            return
        }
        try "".write(toFile: folder + "/foreign", atomically: false, encoding: .utf8)
        chown(folder + "/foreign", 65534, 65534)
        try refused("foreign", "another user")
        mkfifo(folder + "/foreign-fifo", 0o666)
        chown(folder + "/foreign-fifo", 65534, 65534)
        try refused("foreign-fifo", "another user")
    }

    @Test func whatIsOurs() throws {
        defer { clean() }
        let new = folder + "/new"
        #expect(try write("--output", new).status == 0)
        #expect(try mode(new) == 0o600)
        let first = try String(contentsOfFile: new, encoding: .utf8)
        #expect(first.contains("exit_code"))
        chmod(new, 0o644)
        #expect(try write("--output", new).status == 0)
        #expect(try String(contentsOfFile: new, encoding: .utf8) == first)
        #expect(try mode(new) == 0o600)
        #expect(try write("--output", new, "--append").status == 0)
        #expect(try String(contentsOfFile: new, encoding: .utf8) == first + first)
        #expect(try write("--output", "/dev/null").status == 0)
        for path in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
            #expect(try write("--output", path).output == first, "\(path)")
        }
        #expect(try write("--output", "/dev/fd/99").status == 73)
        let fifo = try Command.run([
            "/bin/sh", "-c",
            "mkfifo $0/f; cat $0/f & \"$1\" replay --format json --output $0/f $2; wait", folder,
            Command.swiftlet, recording,
        ])
        #expect(fifo.output == first, "\(fifo.errors)")
    }

    /// As another user, the rules are the same.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func asNobody() throws {
        defer { clean() }
        chmod(folder, 0o777)
        chmod(recording, 0o644)
        let copy = folder + "/swiftlet"
        try FileManager.default.copyItem(atPath: Command.swiftlet, toPath: copy)
        func write(_ path: String) throws -> Int32 {
            try Command.run(
                [
                    "/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                    copy,
                ]
                    + ["replay", "--format", "json", "--output", path, recording]
            ).status
        }
        #expect(try write(folder + "/own") == 0)
        #expect(try write(folder + "/own") == 0)
        chmod(victim, 0o666)
        #expect(try write(victim) == 73)
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "kept")
    }

    /// File names are bytes.
    @Test func namesThatAreNotUTF8() throws {
        defer { clean() }
        let script = #"""
            set -e; cd "$0"
            "$1" replay --format json --output $'o\xff' run.ndjson
            mv run.ndjson $'r\xe9'
            "$1" replay --format json --html $'h\xfe' $'r\xe9'
            printf 'rules: []\n' >$'c\xfd'
            "$1" trace --check-config --config $'c\xfd'
            for file in *; do printf '%q\n' "$file"; done
            """#
        let result = try Command.run(["/bin/bash", "-c", script, folder, Command.swiftlet])
        #expect(result.status == 0, "\(result.errors)")
        for name in [#"$'o\377'"#, #"$'r\351'"#, #"$'h\376'"#] {
            #expect(result.output.contains(name))
        }
        #expect(result.output.contains("c\u{fffd}: 0 rules"))
    }

    /// A file that was moved away is made anew, but not over what others put there.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func madeAnewAfterHangUp() throws {
        defer { clean() }
        let config = folder + "/rules.yaml"
        let output = folder + "/out"
        let mark = "mark-\(UUID().uuidString)"
        try "rules: []\n".write(toFile: config, atomically: false, encoding: .utf8)
        let running = try Command.start([
            Command.swiftlet, "trace", "--config", config, "--format", "json", "--env", "none",
            "--output", output,
        ])
        defer { kill(running.process.processIdentifier, SIGKILL) }
        func waitUntilShown(in path: String) throws {
            let isShown = try eventually {
                (try? String(contentsOfFile: path, encoding: .utf8))?.contains(mark) == true
            } meanwhile: {
                _ = try Command.run(["/bin/true", mark])
            }
            #expect(isShown, "\(path) doesn't show it")
        }
        func waitUntilComplained(_ text: String) {
            #expect(eventually { running.complained.contains(text) }, "\(running.complained)")
        }
        try waitUntilShown(in: output)
        rename(output, output + ".1")
        symlink(victim, output)
        kill(running.process.processIdentifier, SIGHUP)
        waitUntilComplained("symbolic link")
        unlink(output)
        kill(running.process.processIdentifier, SIGHUP)
        try waitUntilShown(in: output)
        kill(running.process.processIdentifier, SIGTERM)
        #expect(try running.end().status == 0)
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "kept")
        // Each file has whole lines.
        for file in [output, output + ".1"] {
            let result = try Command.swiftlet(["replay", "--format", "json", file])
            #expect(
                result.status == 0 && !result.errors.contains("breaks off"),
                "\(file): \(result.errors)")
        }
    }
}
