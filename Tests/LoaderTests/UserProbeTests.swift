import ELFLoader
import Foundation
import Glibc
import KernelOracle
import SwiftletBytes
import SwiftletObject
import Testing

@testable import SwiftletKernel

/// Functions of libc that are probed while this thread calls them.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct UserProbeTests {
    /// Ten calls of a64l, three of l64a.
    private func call() {
        for _ in 0..<10 { _ = a64l("z") }
        for _ in 0..<3 { _ = l64a(63) }
    }

    /// Attached it counts as many calls, and detached none.
    private func check(
        _ watched: Watched, _ expected: UInt64, counter: String = "hits", _ attach: () throws -> Link
    ) throws {
        #expect(try watched.isStill(of: counter) { call() })
        let link = try attach()
        #expect(try watched.growth(of: counter) { call() } == expected)
        link.detach()
        #expect(try watched.isStill(of: counter) { call() })
        link.detach()
    }

    @Test(arguments: [
        ("on_entry", 10, "hits"), ("on_return", 10, "returns"), ("on_version", 10, "hits"),
        ("on_entry_sleepable", 10, "hits"), ("on_many", 13, "hits"),
        ("on_many_returns", 13, "returns"), ("on_session", 26, "hits"),
    ] as [(String, UInt64, String)])
    func bySection(program: String, calls: UInt64, counter: String) throws {
        let watched = try Watched("hooks_user", program)
        try check(watched, calls, counter: counter) { try watched.program.attach() }
    }

    @Test func theProgramSeesArgumentsAndResults() throws {
        let entry = try Watched("hooks_user", "on_entry")
        let link = try entry.program.attach()
        _ = a64l("z")
        #expect(try entry.value("last_result") == UInt64(UInt8(ascii: "z")))
        withExtendedLifetime(link) {}
        let end = try Watched("hooks_user", "on_return")
        let other = try end.program.attach()
        let result = a64l("z")
        #expect(try end.value("last_result") == UInt64(result))
        withExtendedLifetime(other) {}
    }

    /// The same place by its path and by its offset in the file, as libelf's tools tell it.
    @Test func byOffset() throws {
        let watched = try Watched("hooks_user", "anywhere")
        let path = try #require(Self.pathOfLibc())
        let offset = try Self.offset(of: "a64l", in: path)
        try check(watched, 10) {
            try watched.program.attach(
                to: .uprobe(UserFunction(path: path, symbol: "", offset: offset), isReturn: false))
        }
        try check(watched, 10) {
            try watched.program.attach(
                to: .uprobe(UserFunction(path: path, symbol: "a64l"), isReturn: false))
        }
    }

    @Test func aProcessIsPickedOut() throws {
        let watched = try Watched("hooks_user", "anywhere")
        let hook = Hook.uprobe(UserFunction(path: "libc.so.6", symbol: "a64l"), isReturn: false)
        try check(watched, 10) {
            try watched.program.attach(to: hook, AttachOptions(process: getpid()))
        }
        let other = try Process.run(URL(fileURLWithPath: "/bin/sleep"), arguments: ["30"])
        defer { other.terminate() }
        try check(watched, 0) {
            try watched.program.attach(to: hook, AttachOptions(process: other.processIdentifier))
        }
    }

    @Test(arguments: ["with_cookie", "on_many_with_cookie"])
    func cookies(program: String) throws {
        let watched = try Watched("hooks_user", program)
        let options = AttachOptions(cookie: 0x1234_5678_9abc)
        try check(watched, 10) {
            program == "with_cookie"
                ? try watched.program.attach(
                    to: .uprobe(UserFunction(path: "libc.so.6", symbol: "a64l"), isReturn: false),
                    options)
                : try watched.program.attach(
                    to: .uprobes(path: "libc.so.6", pattern: "a64l", at: .entry), options)
        }
        #expect(try watched.value("last_cookie") == 0x1234_5678_9abc)
    }

    /// Where perf_event_open makes no probe, one in tracefs does, and goes with the link.
    @Test func aProbeInTracefs() throws {
        let watched = try Watched("hooks_user", "anywhere")
        let path = try #require(Self.pathOfLibc())
        let place = UserProbe(path: path, offset: try Self.offset(of: "a64l", in: path))
        func made() throws -> Int {
            let text = String(decoding: try Tracefs().contents(of: "uprobe_events"), as: UTF8.self)
            return text.split(separator: "\n").filter { $0.contains("swiftlet/probe_\(getpid())_") }.count
        }
        do {
            let attachment = try Kernel.attachTracefsUprobe(
                watched.program.descriptor.number, to: place, isReturn: false, process: nil, cookie: 0,
                name: "anywhere")
            #expect(try made() == 1)
            #expect(try watched.growth { call() } == 10)
            _ = consume attachment
        }
        #expect(try watched.isStill { call() })
        #expect(try made() == 0)
    }

    @Test func whatIsNotThereIsNamed() throws {
        let watched = try Watched("hooks_user", "anywhere")
        func message(_ path: String, _ symbol: String) -> String {
            do {
                _ = try watched.program.attach(
                    to: .uprobe(UserFunction(path: path, symbol: symbol), isReturn: false))
                return "attached"
            } catch {
                return "\(error)"
            }
        }
        #expect(message("libc.so.6", "a64m").contains("has no function 'a64m'"))
        #expect(message("libc.so.6", "a64l@GLIBC_9").contains("has no function 'a64l@GLIBC_9'"))
        #expect(message("libnone.so.6", "a").contains("no file 'libnone.so.6' in "))
        #expect(message("/no/such/file", "a").contains("/no/such/file: open: ENOENT"))
        #expect(message("/etc/passwd", "a").contains("not an ELF file"))
        #expect(throws: LoadError.self) { try watched.program.attach() }
    }

    private static func mappings() -> [Substring] {
        let text = (try? Kernel.readFile("/proc/self/maps")) ?? []
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
    }

    /// Where the dynamic loader put libc.
    private static func pathOfLibc() -> String? {
        mappings().first { $0.hasSuffix("/libc.so.6") }
            .flatMap { $0.split(separator: " ").last.map(String.init) }
    }

    /// Where the running code of a function came from, as the kernel mapped the file.
    private static func offset(of symbol: String, in path: String) throws -> UInt64 {
        let address = UInt64(UInt(bitPattern: try #require(dlsym(nil, symbol))))
        for line in mappings() where line.hasSuffix(path) {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            let range = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            if address >= range[0], address < range[1], let offset = UInt64(words[2], radix: 16) {
                return address - range[0] + offset
            }
        }
        return try #require(nil, "\(symbol) is not in \(path)")
    }
}
