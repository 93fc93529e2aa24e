import FixtureCompiler
import Foundation
import Testing

/// `swiftlet inspect` as it is used, without privilege.
struct InspectTests {
    private func withObject(
        _ fixture: String, _ target: FixtureCompiler.Target = .little,
        _ body: (String) throws -> Void
    ) throws {
        let path = NSTemporaryDirectory() + "\(fixture)-\(UUID().uuidString).bpf.o"
        try Data(try FixtureCompiler.compile(fixture, target: target)).write(
            to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test(arguments: FixtureCompiler.Target.allCases)
    func overview(_ target: FixtureCompiler.Target) throws {
        try withObject("maps", target) { path in
            let text = try Command.swiftlet(["inspect", path])
            #expect(text.status == 0 && text.errors.isEmpty, "\(text.errors)")
            #expect(text.output.contains("license   GPL\n"))
            #expect(text.output.contains(target == .big ? "big-endian" : "little-endian"))
            let json = try #require(
                try Command.swiftlet(["inspect", "--json", path]).events().first)
            #expect(json["object"] as? String == path)
            let maps = try #require(json["maps"] as? [[String: Any]])
            let counts = try #require(maps.first { $0["name"] as? String == "counts" })
            #expect(counts["type"] as? String == "hash" && counts["max_entries"] as? Int == 1024)
            #expect((json["programs"] as? [Any])?.count == 2)
        }
    }

    @Test func partsAndDisassembly() throws {
        try withObject("maps") { path in
            let parts = ["--sections", "--symbols", "--relocations", "--maps", "--variables"]
            let json = try #require(
                try Command.swiftlet(
                    ["inspect", "--json", "--disassemble=count_exec"] + parts + [path]
                ).events().first)
            for part in parts {
                #expect((json[String(part.dropFirst(2))] as? [Any])?.isEmpty == false, "\(part)")
            }
            let functions = try #require(json["functions"] as? [[String: Any]])
            #expect(functions.map { $0["name"] as? String } == ["count_exec"])
            let all = try Command.swiftlet(["inspect", "--disassemble", path])
            #expect(all.output.contains("call 0x1") && all.output.contains("; bpf_map_lookup_elem"))
            #expect(all.output.contains(": report_exit\n"))
        }
    }

    /// What clang makes of the same functions for the target's types is what the plan's patches must give.
    @Test func planAgainstOtherTypes() throws {
        func compile(_ flags: [String]) throws -> String {
            let path = NSTemporaryDirectory() + "core-\(UUID().uuidString).bpf.o"
            try Data(try FixtureCompiler.compile("core_fields", flags: flags)).write(
                to: URL(fileURLWithPath: path))
            return path
        }
        let (local, target) = (try compile([]), try compile(["-DTARGET"]))
        defer { for path in [local, target] { try? FileManager.default.removeItem(atPath: path) } }
        func functions(_ path: String, _ options: [String]) throws -> (
            [String: [Int: String]], [String: Any]
        ) {
            let run = try Command.swiftlet(
                ["inspect", "--json", "--disassemble"] + options + [path])
            #expect(run.status == 0, "\(run.errors)")
            let json = try #require(try run.events().first)
            var found: [String: [Int: String]] = [:]
            for function in try #require(json["functions"] as? [[String: Any]]) {
                let lines = try #require(function["instructions"] as? [[String: Any]])
                // The index counts from the section's start; a patch's from the program's.
                let start = lines.first?["index"] as? Int ?? 0
                found[function["name"] as? String ?? ""] = Dictionary(
                    uniqueKeysWithValues: lines.map {
                        (($0["index"] as? Int ?? 0) - start, $0["text"] as? String ?? "")
                    })
            }
            return (found, json)
        }
        var (code, json) = try functions(local, ["--plan", "--btf", target])
        let (expected, _) = try functions(target, [])
        var changed = 0
        for program in try #require(json["plan"] as? [[String: Any]]) {
            let name = try #require(program["program"] as? String)
            #expect(program["error"] is NSNull)
            for patch in try #require(program["patches"] as? [[String: Any]]) {
                let index = try #require(patch["instruction"] as? Int)
                #expect(code[name]?[index] == patch["before"] as? String)
                code[name]?[index] = patch["after"] as? String
                if patch["before"] as? String != patch["after"] as? String { changed += 1 }
                let reason = patch["reason"] as? String ?? ""
                #expect(reason.contains(" of struct ") || reason.contains(" of union "), "\(patch)")
            }
        }
        #expect(changed > 10)
        // Which bytes are loaded for a bit field is not the same for clang and for loaders (LayoutTests).
        let bitFields = ["flag", "level", "wide", "huge", "plain", "hue"]
        // Some functions exist only for one side.
        var compared = 0
        for (name, lines) in code
        where expected[name] != nil && !bitFields.contains(where: { name.hasSuffix("_" + $0) }) {
            #expect(lines == expected[name], "\(name)")
            compared += 1
        }
        #expect(compared > 10)
        // For people, with the same instructions.
        let text = try Command.swiftlet(["inspect", "--plan", "--btf", target, local])
        #expect(
            text.status == 0 && text.output.contains(" → ")
                && text.output.contains("; byte_off of struct sample."))
    }

    @Test func planThatFails() throws {
        try withObject("maps") { path in
            let alone = try Command.swiftlet(["inspect", "--btf", path, path])
            #expect(alone.status == 64 && alone.errors.contains("--plan"))
            let missing = try Command.swiftlet(["inspect", "--plan", "--btf", "/nowhere/btf", path])
            #expect(missing.status == 66 && missing.errors.contains("/nowhere/btf"))
        }
        try withObject("maps", .big) { path in
            let other = try Command.swiftlet(["inspect", "--plan", path])
            #expect(other.status == 65 && other.output.contains("can't be loaded"))
        }
    }

    @Test func wrongInput() throws {
        let missing = try Command.swiftlet(["inspect", "/nowhere/x.bpf.o"])
        #expect(missing.status == 66 && missing.errors.contains("/nowhere/x.bpf.o"))
        let other = try Command.swiftlet(["inspect", "/bin/sh"])
        #expect(other.status == 65 && other.errors.contains("not a BPF object"))
        try withObject("maps") { path in
            let unknown = try Command.swiftlet(["inspect", "--disassemble=nothing", path])
            #expect(unknown.status == 64 && unknown.errors.contains("'nothing'"))
        }
    }
}
