import Foundation
import KernelOracle
import Testing

/// `--user` and `--chdir`: whom the command runs as, and where.
struct CommandUserTests {
    private static let report = ["/bin/sh", "-c", "id -u; id -g; id -G | tr ' ' '\\n' | sort; pwd; echo $HOME $SHELL $USER $LOGNAME"]

    private func trace(_ options: String...) throws -> Command.Result {
        try Command.swiftlet(["trace", "--output", "/dev/null"] + options + ["--"] + Self.report)
    }

    /// The groups are those of initgroups(3), as setpriv(1) has them; the rest is passwd(5)'s.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func whatTheUserHas() throws {
        let passwd = try String(contentsOfFile: "/etc/passwd", encoding: .utf8)
        let lines = passwd.split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        #expect(lines.count > 3)
        for line in lines.prefix(12) {
            let oracle = try Command.run(
                ["/usr/bin/setpriv", "--reuid", "\(line[2])", "--regid", "\(line[3])", "--init-groups"] + Self.report)
            #expect(oracle.status == 0)
            for name in [line[0], line[2]] {
                let result = try trace("--user", String(name), "--chdir", "/")
                #expect(result.status == 0 && !result.errors.contains("swiftlet:"), "\(result.errors)")
                // The directory and the environment are the last two lines.
                #expect(
                    result.output.split(separator: "\n").dropLast(2) == oracle.output.split(separator: "\n").dropLast(2))
                #expect(result.output.hasSuffix("\n/\n\(line[5]) \(line[6]) \(line[0]) \(line[0])\n"))
            }
        }
    }

    /// As the user and not as root, and before the command has begun.
    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func whereItRuns() throws {
        let folder = NSTemporaryDirectory() + "swiftlet-chdir-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/a b", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let result = try trace("--chdir", folder + "/a b")
        #expect(result.status == 0 && result.output.contains(folder + "/a b\n"))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        let refused = try trace("--user", "nobody", "--chdir", folder + "/a b")
        #expect(refused.status == 126 && refused.output == "")
        #expect(refused.errors.contains("--chdir: \(folder)/a b: EACCES"), "\(refused.errors)")
        let missing = try trace("--chdir", folder + "/missing")
        #expect(missing.status == 126 && missing.errors.contains("--chdir: \(folder)/missing: ENOENT"))
    }

    @Test func wrongUse() throws {
        let unknown = try trace("--user", "no-such-user")
        #expect(unknown.status == 64 && unknown.errors.contains("--user") && unknown.errors.contains("no-such-user"))
        for option in ["--user=root", "--chdir=/"] {
            let result = try Command.swiftlet(["trace", option])
            #expect(result.status == 64 && result.errors.contains("is about a command"), "\(result.errors)")
        }
    }
}
