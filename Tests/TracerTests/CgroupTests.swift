import CommandRun
import Foundation
import KernelOracle
import Testing
import Tracer

/// Cgroups that are gone before anybody could look at them.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct CgroupTests {
    /// Where the unified hierarchy is mounted.
    private static let root: String? = {
        let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 2, words[2] == "cgroup2" { return String(words[1]) }
        }
        return nil
    }()

    private func run(_ script: String) throws {
        #expect(try CommandRun(["/bin/sh", "-ec", script]).status == 0)
    }

    /// Two execs in each of two containers' cgroups, removed before a record is read.
    @Test func aContainerThatWasThereForAMoment() throws {
        let root = try #require(Self.root)
        let own = try #require(Sleeper.Process(pid: UInt32(getpid())).cgroup)
        let above = (own == "/" ? "" : own) + "/swiftlet-test-\(getpid()).slice"
        let ids = ["a", "b"].map { String(repeating: "0123456\($0)", count: 8) }
        var options = TraceOptions()
        options.followDescendants = true
        var session = try TraceSession(options)
        try session.follow(pid: getpid())
        try session.attach()
        for id in ids {
            let path = "\(root)\(above)/docker-\(id).scope"
            try run(
                """
                mkdir -p \(path)
                sh -ec 'echo $$ >\(path)/cgroup.procs; /bin/true \(id); exec /bin/true \(id)'
                rmdir \(path) \(root)\(above)
                """)
        }
        let collected = Collected()
        let summary = try collected.stop(&session)
        for id in ids {
            let execs = collected.execs.filter { $0.arguments.strings == ["/bin/true", id] }
            #expect(execs.count == 2)
            for exec in execs {
                #expect(exec.context.cgroupPath.text == "\(above)/docker-\(id).scope")
                #expect(
                    exec.context.container
                        == Container(id: Array(id.utf8), runtime: Array("docker".utf8)))
            }
        }
        #expect(summary.isClean)
        // One record for each cgroup, and no more: those of the containers, and this process's.
        #expect(summary.kernel.sentByType[0] == 3)
    }

    /// Forgotten cgroups are told again: a path was not lost with the ring's room.
    @Test func theRingWasFull() throws {
        var options = TraceOptions()
        options.ringSize = .fixed(4096)
        options.followDescendants = true
        var session = try TraceSession(options)
        try session.follow(pid: getpid())
        try session.attach()
        for _ in 0..<20 { try run("/bin/true") }
        let collected = Collected()
        try collected.drain(&session)
        try run("/bin/true after")
        let summary = try collected.stop(&session)
        #expect(summary.lost > 0)
        #expect(summary.isBalanced)
        for exec in collected.execs { #expect(!exec.context.cgroupPath.isEmpty) }
    }
}
