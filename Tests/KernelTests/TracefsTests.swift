import Foundation
import KernelOracle
import Testing

@testable import SwiftletKernel

/// Tracepoint numbers from each place where tracefs may be, and what is said where it is nowhere.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct TracefsTests {
    private static let noDetachedMounts = -Int(Errno.notImplemented.rawValue)

    private static func id(_ tracefs: borrowing Tracefs) throws(KernelError) -> UInt64 {
        try tracefs.tracepointID(category: "sched", name: "sched_process_exec")
    }

    /// What a mounted tracefs says, read by Foundation.
    private static func expected(in folder: String) throws -> UInt64? {
        let path = "\(folder)/events/sched/sched_process_exec/id"
        return UInt64(
            try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines))
    }

    @Test func detachedMountAndMountedOneAgree() throws {
        let detached = try Self.id(Tracefs())
        let (mounted, expected) = try PrivateMounts.run(
            mounting: [("tracefs", "/sys/kernel/tracing")]
        ) {
            (
                try Self.id(Tracefs(mount: Self.noDetachedMounts)),
                try Self.expected(in: "/sys/kernel/tracing")
            )
        }
        #expect(detached == expected)
        #expect(mounted == expected)
    }

    @Test func throughDebugfs() throws {
        let found = try PrivateMounts.run(
            mounting: [("debugfs", "/sys/kernel/debug")], clearing: ["/sys/kernel/tracing"]
        ) {
            (
                try Self.id(Tracefs(mount: Self.noDetachedMounts)),
                try Self.expected(in: "/sys/kernel/debug/tracing")
            )
        }
        #expect(found.0 == found.1)
    }

    @Test func nowhere() throws {
        let message = try PrivateMounts.run(mounting: [("tmpfs", "/sys/kernel")]) {
            do throws(KernelError) {
                _ = try Tracefs(mount: Self.noDetachedMounts)
                return "found"
            } catch {
                guard case .noTracefs(.notImplemented, .noEntry, .noEntry) = error else {
                    return "\(error)"
                }
                return ""
            }
        }
        #expect(message == "")
    }

    @Test(arguments: [("sched", "no_such_event"), ("nothing", "sched_process_exec"), ("", "")])
    func aMissingTracepointIsNamed(category: String, name: String) {
        let error = #expect(throws: KernelError.self) {
            try Tracefs().tracepointID(category: category, name: name)
        }
        guard case .noTracepoint(category, name) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
