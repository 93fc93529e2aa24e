import FixtureCompiler
import Foundation
import KernelOracle
import Testing

/// `swiftlet load` as it is used; bpftool says what is in the kernel.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LoadTests {
    /// Runs `body` with the path of a compiled fixture.
    private func withObject<Result>(
        _ fixture: String, flags: [String] = [], _ body: (String) throws -> Result
    ) throws -> Result {
        let path = NSTemporaryDirectory() + "\(fixture)-\(UUID().uuidString).bpf.o"
        try Data(try FixtureCompiler.compile(fixture, flags: flags)).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    private func json(_ result: Command.Result) throws -> [String: Any] {
        #expect(result.lines.count == 1)
        return try #require(try result.events().first)
    }

    private func programs(_ json: [String: Any]) throws -> [[String: Any]] {
        try #require(json["programs"] as? [[String: Any]])
    }

    @Test func whatIsPrintedIsWhatIsInTheKernel() throws {
        try withObject("loader_hooks") { path in
            let running = try Command.start([Command.swiftlet, "load", "--attach", "--json", path])
            #expect(running.waitUntilSaid("}\n"))
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(running.said.utf8)) as? [String: Any])
            #expect(report["loaded"] as? Bool == true)
            #expect(report["object"] as? String == path)
            for program in try programs(report) {
                let id = try #require(program["id"] as? UInt32)
                let shown = try Bpftool.show("prog", id: id)
                #expect(program["tag"] as? String == shown["tag"] as? String)
                #expect(program["type"] as? String == shown["type"] as? String)
                let name = try #require(program["name"] as? String)
                // From the object's types; the kernel by itself keeps 15 bytes of it.
                #expect(shown["name"] as? String == name)
                #expect(try #require(program["instructions"] as? Int) > 0)
                #expect(try #require(program["verified_instructions"] as? Int) > 0)
                #expect(try #require(program["load_ns"] as? Int) > 1000)
                #expect(program["loaded"] as? Bool == true)
                #expect(program["error"] is NSNull)
                #expect((program["attached"] as? String)?.contains("sys_enter") == true)
            }
            let maps = try #require(report["maps"] as? [[String: Any]])
            #expect(!maps.isEmpty)
            for map in maps {
                let shown = try Bpftool.show("map", id: try #require(map["id"] as? UInt32))
                #expect(map["type"] as? String == shown["type"] as? String)
                #expect(map["key_size"] as? Int == shown["bytes_key"] as? Int)
                #expect(map["value_size"] as? Int == shown["bytes_value"] as? Int)
                #expect(map["max_entries"] as? Int == shown["max_entries"] as? Int)
                #expect(map["flags"] as? Int == shown["flags"] as? Int)
            }
            running.process.terminate()
            #expect(try running.end().status == 0)
            // Nothing stays behind.
            let id = try #require(try programs(report).first?["id"] as? UInt32)
            #expect(throws: (any Error).self) { try Bpftool.show("prog", id: id) }
        }
    }

    @Test func columnsForPeople() throws {
        try withObject("loader_hooks") { path in
            let result = try Command.swiftlet(["load", path])
            #expect(result.status == 0)
            #expect(result.errors.isEmpty)
            let lines = result.lines
            #expect(lines.contains { $0.hasPrefix("program ") && $0.contains("verified") })
            #expect(lines.contains { $0.hasPrefix("on_tracepoint ") && $0.contains("tp/raw_syscalls/sys_enter") })
            // The columns of a table end at the same place.
            let header = try #require(lines.firstIndex { $0.hasPrefix("program ") })
            #expect(Set(lines[header...].map(\.count)).count == 1)
        }
    }

    /// A constant decides what the verifier gets to see.
    @Test func aVariableThatIsSet() throws {
        try withObject("loader_data") { path in
            let common = ["load", "--program", "unreachable", path]
            #expect(try Command.swiftlet(common).status == 0)
            #expect(try Command.swiftlet(common + ["--set", "switched=false"]).status == 0)
            let rejected = try Command.swiftlet(common + ["--set", "switched=true", "--json"])
            #expect(rejected.status == 69)
            #expect(rejected.errors.contains("rejected by the verifier"))
            #expect(rejected.errors.contains("more lines of the verifier's log"))
            let report = try json(rejected)
            #expect(report["loaded"] as? Bool == false)
            #expect(try programs(report).count == 1)
            let error = try programs(report).first?["error"] as? String
            #expect(error?.contains("rejected by the verifier") == true)
            let whole = try Command.swiftlet(common + ["--set", "switched=true", "--verifier-log"])
            #expect(whole.status == 69)
            #expect(whole.errors.contains("\nprocessed "))
        }
    }

    @Test(arguments: [
        ("--set", "switchd=1", "did you mean 'switched'?"), ("--set", "constant8=256", "0 ... 255"),
        ("--program", "unreachabel", "did you mean 'unreachable'?"), ("--set", "noequals", "noequals"),
    ])
    func namesAndValuesThatAreNone(_ option: String, _ value: String, _ said: String) throws {
        try withObject("loader_data") { path in
            let result = try Command.swiftlet(["load", option, value, path])
            #expect(result.status == 64)
            #expect(result.errors.contains(said))
            #expect(result.output.isEmpty)
        }
    }

    /// Options, program arrays and structures come with the programs that use them.
    @Test(arguments: ["loader_selecting", "struct_ops"])
    func eachWithWhatItNeeds(fixture: String) throws {
        try withObject(fixture) { path in
            for more in [[], ["--program", fixture == "struct_ops" ? "ours_ssthresh" : "head"]] {
                let result = try Command.swiftlet(["load", "--each", "--json"] + more + [path])
                let report = try json(result)
                for program in try programs(report) where program["name"] as? String != "not_needed" {
                    #expect(program["loaded"] as? Bool == true, "\(program)")
                }
            }
        }
    }

    @Test func pointersInDataAreWarnedOf() throws {
        try withObject("odd_objects", flags: ["-DPOINTERS"]) { path in
            let result = try Command.swiftlet(["load", path])
            #expect(result.status == 0)
            let warnings = result.errors.split(separator: "\n")
            #expect(warnings.count == 4 && warnings.allSatisfy { $0.hasPrefix("swiftlet: \(path): warning: ") })
            #expect(warnings.contains { $0.contains("variable 'pair': offset 8: the address of 'target'") })
        }
    }

    @Test func eachByItself() throws {
        try withObject("loader_rejected") { path in
            // Those of SEC("?…") as well: all are asked for.
            let result = try Command.swiftlet(["load", "--each", "--json", path])
            #expect(result.status == 69)
            let report = try json(result)
            #expect(report["loaded"] as? Bool == false)
            let programs = try programs(report)
            let loaded = Dictionary(
                uniqueKeysWithValues: programs.map { ($0["name"] as? String ?? "", $0["loaded"] as? Bool) })
            #expect(loaded["accepted"] == true)
            #expect(loaded["unchecked"] == false)
            #expect(loaded["unchecked_at_length"] == false)
            #expect(result.errors.contains("'unchecked'") && result.errors.contains("'unchecked_at_length'"))
            let one = try Command.swiftlet(["load", "--each", "--program", "accepted", "--json", path])
            #expect(one.status == 0)
            #expect(try self.programs(try json(one)).count == 1)
        }
    }

    @Test func pinned() throws {
        try PrivateMounts.run(mounting: [("bpf", "/sys/fs/bpf")]) { try Self().pinnedThere() }
    }

    private func pinnedThere() throws {
        let folder = "/sys/fs/bpf/swiftlet-test-\(UUID().uuidString.prefix(8))"
        try withObject("loader_hooks") { path in
            let result = try Command.swiftlet(["load", "--pin", folder, "--program", "on_tracepoint", path])
            defer { try? FileManager.default.removeItem(atPath: folder) }
            #expect(result.status == 0, "\(result.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.contains("on_tracepoint") && !names.contains("on_raw_tracepoint"))
            // What was printed is what is there.
            let printed = result.lines.filter { $0.hasPrefix("pinned ") }.map { $0.dropFirst(7) }
            #expect(Set(printed.map(String.init)) == Set(names.map { "\(folder)/\($0)" }))
            let again = try Command.swiftlet(["load", "--pin", folder, path])
            #expect(again.status == 69)
            #expect(again.errors.contains("EEXIST"))
        }
    }

    @Test func filesThatAreNoObject() throws {
        #expect(try Command.swiftlet(["load", "/no/such.o"]).status == 66)
        let passwd = try Command.swiftlet(["load", "/etc/passwd"])
        #expect(passwd.status == 65)
        #expect(passwd.errors.contains("/etc/passwd: elf: not an ELF file"))
        #expect(try Command.swiftlet(["load"]).status == 64)
    }

    @Test func typesFromAFile() throws {
        try withObject("core_fields") { path in
            // The running kernel's own, as they are.
            let raw = try Command.swiftlet(["load", "--btf", "/no/such.btf", path])
            #expect(raw.status == 66)
            // An object's own types, in an ELF file: each relocation is to the place where it is.
            let own = try Command.swiftlet(["load", "--btf", path, path])
            #expect(own.status == 0 || own.errors.contains("rejected by the verifier"))
            let none = try Command.swiftlet(["load", "--btf", "/bin/true", path])
            #expect(none.status == 65)
            #expect(none.errors.contains("without a section .BTF"))
        }
        try withObject("loader_hooks") { path in
            let kernels = try Command.swiftlet(["load", "--btf", "/sys/kernel/btf/vmlinux", path])
            #expect(kernels.status == 0)
        }
    }

    @Test func whoMayNot() throws {
        // Where everybody may get at: the command stands in a folder that perhaps not everybody may enter.
        let folder = NSTemporaryDirectory() + "swiftlet-load-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: Command.swiftlet, toPath: "\(folder)/swiftlet")
        try withObject("loader_hooks") { path in
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let result = try Command.run(
                ["/usr/bin/setpriv", "--reuid", "65534", "--clear-groups", "--bounding-set", "-all"]
                    + ["\(folder)/swiftlet", "load", path])
            #expect(!result.errors.contains("setpriv"), "\(result.errors)")
            #expect(result.status == 77)
            #expect(result.errors.contains("CAP_BPF"))
        }
    }

    @Test func eachByItselfAndPinned() throws {
        try PrivateMounts.run(mounting: [("bpf", "/sys/fs/bpf")]) { try Self().eachByItselfAndPinnedThere() }
    }

    private func eachByItselfAndPinnedThere() throws {
        let folder = "/sys/fs/bpf/swiftlet-test-\(UUID().uuidString.prefix(8))"
        try withObject("loader_rejected") { path in
            let result = try Command.swiftlet(["load", "--each", "--pin", folder, "--json", path])
            defer { try? FileManager.default.removeItem(atPath: folder) }
            // What was taken is pinned; what was rejected, and its maps, are not.
            #expect(result.status == 69)
            let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
            #expect(names == ["accepted"])
            let report = try json(result)
            #expect(Set(report["pinned"] as? [String] ?? []) == Set(names.map { "\(folder)/\($0)" }))
            #expect(report["error"] is NSNull)
            let again = try Command.swiftlet(["load", "--each", "--pin", folder, "--json", path])
            #expect(again.status == 69)
            #expect((try json(again)["error"] as? String)?.contains("EEXIST") == true)
            #expect(try json(again)["pinned"] as? [String] == [])
        }
        try withObject("loader_hooks") { path in
            let result = try Command.swiftlet(["load", "--each", "--pin", folder, "--json", path])
            defer { try? FileManager.default.removeItem(atPath: folder) }
            #expect(result.status == 0, "\(result.errors)")
            // The sections that the programs share are there once.
            let report = try json(result)
            let maps = try #require(report["maps"] as? [[String: Any]])
            let programs = try programs(report)
            #expect(programs.count > 1 && !maps.isEmpty)
            #expect((report["pinned"] as? [String])?.count == maps.count + programs.count)
        }
    }

    @Test func theLogOfProgramsThatLoad() throws {
        try withObject("loader_hooks") { path in
            let common = ["load", "--program", "on_tracepoint", path]
            let plain = try Command.swiftlet(common + ["--json"])
            #expect(try programs(try json(plain)).first?["verifier_log"] is NSNull)
            let log = try Command.swiftlet(common + ["--json", "--verifier-log"])
            let text = try programs(try json(log)).first?["verifier_log"] as? String
            #expect(text?.contains("0: R1=ctx") == true)
            #expect(text?.contains("\nprocessed ") == true)
            let columns = try Command.swiftlet(common + ["--verifier-log"])
            #expect(columns.status == 0)
            #expect(columns.output.contains("the verifier's log of on_tracepoint:\n"))
            #expect(columns.output.contains("\nprocessed "))
        }
    }
}
