import Foundation
import KernelOracle
import Testing

/// Execs that fail in a way of their own: seen, counted, and with what was to be run.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct FailedExecTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("swiftlet-failed-\(UUID().uuidString)").path

    private func clean() { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o755)
        return path
    }

    private func trace(_ options: [String] = [], _ command: [String]) throws -> Command.Result {
        try Command.swiftlet(
            ["trace", "--format", "json", "--output", "-", "--failed"] + options + ["--"] + command)
    }

    /// The only exec that failed, which the summary counts.
    private func failure(_ result: Command.Result) throws -> [String: Any] {
        let failures = try result.events("exec").filter { $0["result"] as? Int != 0 }
        #expect(failures.count == 1, "\(result.output)")
        #expect(try result.events("summary").first?["failed"] as? Int == 1)
        return try #require(failures.first)
    }

    private func expect(
        _ event: [String: Any], _ error: String, _ file: String, _ arguments: [String]
    ) {
        #expect(event["error"] as? String == error)
        #expect(event["filename"] as? String == file)
        #expect(event["args"] as? [String] == arguments)
        #expect((event["env"] as? [String: String])?["V"] == "1")
        #expect(event["complete"] as? Bool == true)
    }

    /// Linux 6.9 has the tracepoint (sched_prepare_exec) that shows what an exec was about whose caller is gone.
    private static var knowsTheDead: Bool {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { String(decoding: $0, as: UTF8.self) }
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        let isThere = numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 9)
        if !isThere { print("LEFT OUT: names of execs that kill their process: Linux 6.9 has them") }
        return isThere
    }

    /// Past the point of no return: the old program is gone, and the process is killed.
    @Test func theStackHasNoRoom() throws {
        func attempt() throws -> Command.Result {
            try trace(
                ["--failed-hook", "tracepoint"],
                ["/bin/sh", "-c", "(ulimit -s 4; V=1 exec /bin/true one 'two words'); exit 3"])
        }
        // The stack's random offset decides whether the strings still fit; then the program dies later.
        var result = try attempt()
        for _ in 0..<50 where !result.output.contains(#""failed":1,"#) { result = try attempt() }
        #expect(result.status == 3)
        let event = try failure(result)
        guard Self.knowsTheDead else { return }
        expect(event, "EFAULT", "/bin/true", ["/bin/true", "one", "two words"])
    }

    @Test func aCorruptProgram() throws {
        defer { clean() }
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/bin/true")))
        // Of the program headers (at e_phoff, of 56 bytes each) the first PT_LOAD: an address at the end of all.
        let headers = Int(bytes[32]) | Int(bytes[33]) << 8
        let load = try #require(
            (0..<Int(bytes[56])).map { headers + 56 * $0 }.first { bytes[$0] == 1 })
        bytes.replaceSubrange(load + 16..<load + 24, with: [0, 0, 255, 255, 255, 127, 0, 0])
        let program = try write(bytes, "corrupt")
        let result = try trace(
            ["--failed-hook", "tracepoint"], ["/bin/sh", "-c", "V=1 \(program) one; exit 3"])
        #expect(result.status == 3)
        let event = try failure(result)
        guard Self.knowsTheDead else { return }
        #expect(event["signal"] == nil)
        expect(event, event["error"] as? String ?? "", program, [program, "one"])
        #expect(["EINVAL", "ENOMEM"].contains(event["error"] as? String))
        // The process ended by the signal that the kernel sent it.
        let exit = try result.events("exit").first { $0["pid"] as? Int == event["pid"] as? Int }
        #expect(exit?["signal"] as? String == "SIGSEGV")
    }

    /// It never gets to the functions of the system call.
    @Test func seccompRefusesIt() throws {
        let script = """
            import ctypes, os, struct
            libc = ctypes.CDLL(None)
            # Load the number; EACCES for execve(2), which is 59 on x86-64 and 221 elsewhere; else allow.
            number = 59 if os.uname().machine == "x86_64" else 221
            code = b"".join(struct.pack("HBBI", *i) for i in
                [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x5000d), (0x06, 0, 0, 0x7fff0000)])
            buffer = ctypes.create_string_buffer(code)
            program = struct.pack("HxxxxxxP", 4, ctypes.addressof(buffer))
            libc.prctl(38, 1, 0, 0, 0)
            libc.prctl(22, 2, program)
            try: os.execve("/bin/true", ["a", "b c"], {"V": "1"})
            except PermissionError: os._exit(3)
            """
        let result = try trace(
            ["--failed-hook", "tracepoint"], ["/usr/bin/python3", "-c", script])
        #expect(result.status == 3, "\(result.errors)")
        expect(try failure(result), "EACCES", "/bin/true", ["a", "b c"])
    }

    /// A program of 32 bits, which calls execve for a file that isn't there and exits with 7.
    private static var program32: [UInt8] {
        func words(_ values: UInt32...) -> [UInt8] {
            values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        }
        func halves(_ values: UInt16...) -> [UInt8] { values.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }
        let base: UInt32 = 0x0804_8000
        let data = base + 84 + 34
        let code: [UInt8] =
            [0xb8] + words(11) + [0xbb] + words(data) + [0xb9] + words(data + 22)  // eax, ebx, ecx
            + [0xba] + words(data + 34) + [0xcd, 0x80]  // edx, int 0x80
            + [0xb8] + words(1) + [0xbb] + words(7) + [0xcd, 0x80]
        let strings = Array("/no/such/32\0first\0V=1\0".utf8)
        let body = code + strings + words(data, data + 12, 0) + words(data + 18, 0)
        let size = UInt32(84 + body.count)
        return [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
            + halves(2, 3) + words(1, base + 84, 52, 0, 0) + halves(52, 32, 1, 0, 0, 0)
            + words(1, 0, base, base, size, size, 5, 0x1000) + body
    }

    @Test func aProgramOf32Bits() throws {
        defer { clean() }
        let program = try write(Self.program32, "of32bits")
        guard (try? Command.run([program]).status) == 7 else {
            print("LEFT OUT: failed execs of 32-bit programs: this kernel runs none (IA32_EMULATION)")
            return
        }
        let result = try trace(["--failed-hook", "tracepoint"], [program])
        #expect(result.status == 7)
        expect(try failure(result), "ENOENT", "/no/such/32", ["/no/such/32", "first"])
        // It is captured itself.
        #expect(try result.events("exec").first?["filename"] as? String == program)
    }
}
