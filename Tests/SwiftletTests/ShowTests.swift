import FixtureCompiler
import Foundation
import KernelOracle
import Testing

/// `swiftlet show`: what is in the kernel, as bpftool lists it.
@Suite(.serialized) struct ShowTests {
    private static let asNobody = ["/usr/bin/setpriv", "--reuid", "65534", "--clear-groups"]

    private func show(_ arguments: [String] = []) throws -> [String: Any] {
        let run = try Command.swiftlet(["show", "--json"] + arguments)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.lines.count == 1)
        return try #require(try run.events().first)
    }

    private func objects(_ json: [String: Any], _ kind: String) throws -> [Int: [String: Any]] {
        var byID: [Int: [String: Any]] = [:]
        for object in try #require(json[kind] as? [[String: Any]]) {
            let id = try #require(object["id"] as? Int)
            #expect(byID.updateValue(object, forKey: id) == nil, "\(kind) \(id) twice")
        }
        return byID
    }

    /// Runs `body` while the objects of a fixture are loaded and attached.
    private func whileLoaded(
        _ body: (_ loaded: [String: Any], _ process: Int) throws -> Void
    ) throws {
        let path = NSTemporaryDirectory() + "show-\(UUID().uuidString).bpf.o"
        try Data(try FixtureCompiler.compile("loader_hooks")).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let running = try Command.start([Command.swiftlet, "load", "--attach", "--json", path])
        defer { running.process.terminate() }
        #expect(running.waitUntilSaid("}\n"))
        let loaded = try JSONSerialization.jsonObject(with: Data(running.said.utf8))
        try body(
            try #require(loaded as? [String: Any]), Int(running.process.processIdentifier))
        running.process.terminate()
        #expect(try running.end().status == 0)
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func asBpftoolListsThem() throws {
        try whileLoaded { loaded, process in
            let json = try show()
            #expect(Set(json.keys) == ["programs", "maps", "links"])
            // Others load and unload meanwhile: these stay.
            let programs = try objects(json, "programs")
            let ids = try #require(loaded["programs"] as? [[String: Any]]).compactMap {
                $0["id"] as? Int
            }
            #expect(!ids.isEmpty)
            for id in ids {
                let shown = try #require(programs[id])
                let known = try Bpftool.show("prog", id: UInt32(id))
                for (name, theirs) in [("type", "type"), ("tag", "tag")] {
                    #expect(shown[name] as? String == known[theirs] as? String)
                }
                let name = try #require(shown["name"] as? String)
                #expect(try #require(known["name"] as? String).hasPrefix(name))
                #expect(shown["memory"] as? Int == known["bytes_memlock"] as? Int)
                #expect(shown["machine_code_size"] as? Int == known["bytes_jited"] as? Int)
                #expect(
                    try #require(shown["instructions"] as? Int) * 8 == known["bytes_xlated"] as? Int
                )
                #expect(
                    Set(shown["maps"] as? [Int] ?? []) == Set(known["map_ids"] as? [Int] ?? []))
                try expectHolder(shown, process)
            }
            let maps = try objects(json, "maps")
            for map in try #require(loaded["maps"] as? [[String: Any]]) {
                let id = try #require(map["id"] as? Int)
                let shown = try #require(maps[id])
                let known = try Bpftool.show("map", id: UInt32(id))
                #expect(shown["type"] as? String == known["type"] as? String)
                #expect(shown["name"] as? String == known["name"] as? String)
                #expect(shown["key_size"] as? Int == known["bytes_key"] as? Int)
                #expect(shown["value_size"] as? Int == known["bytes_value"] as? Int)
                #expect(shown["max_entries"] as? Int == known["max_entries"] as? Int)
                #expect(shown["memory"] as? Int == known["bytes_memlock"] as? Int)
                try expectHolder(shown, process)
            }
            let links = try objects(json, "links").values.filter {
                ids.contains($0["program"] as? Int ?? 0)
            }
            #expect(!links.isEmpty)
            for link in links {
                let known = try Bpftool.show("link", id: UInt32(try #require(link["id"] as? Int)))
                #expect(link["type"] as? String == known["type"] as? String)
                #expect(link["program"] as? Int == known["prog_id"] as? Int)
                try expectHolder(link, process)
            }
            // The text has the same, a line each; one kind has no heading.
            let run = try Command.swiftlet(["show", "programs"])
            #expect(run.status == 0)
            let header = try #require(run.lines.first).split(separator: " ")
            #expect(header == ["id", "type", "name", "tag", "memory", "held", "by"])
            for id in ids {
                let line = try #require(
                    run.lines.first { $0.split(separator: " ").first == "\(id)" })
                #expect(line.hasSuffix("  \(process) swiftlet"), "\(line)")
            }
        }
    }

    private func expectHolder(_ object: [String: Any], _ process: Int) throws {
        let holders = try #require(object["held_by"] as? [[String: Any]])
        #expect(holders.count == 1, "\(holders)")
        #expect(holders.first?["pid"] as? Int == process)
        #expect(holders.first?["command"] as? String == "swiftlet")
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func oneKindOnly() throws {
        for kind in ["programs", "maps", "links"] {
            #expect(Array(try show([kind]).keys) == [kind])
        }
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func withoutPrivilege() throws {
        // CAP_BPF and CAP_PERFMON load programs, but don't list those of others.
        let capable =
            Self.asNobody + ["--inh-caps", "+bpf,+perfmon", "--ambient-caps", "+bpf,+perfmon"]
        for wrapper in [Self.asNobody, capable] {
            let run = try Command.run(wrapper + [Command.swiftlet, "show"])
            #expect(run.status == 77)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("CAP_SYS_ADMIN is missing"), "\(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1)
        }
    }

    @Test(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
    func pins() throws {
        // One BPF file system has a blank in its path, which mountinfo escapes.
        let folder = NSTemporaryDirectory() + "show \(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try PrivateMounts.run(mounting: [("bpf", folder)]) {
            let path = NSTemporaryDirectory() + "show-\(UUID().uuidString).bpf.o"
            try Data(try FixtureCompiler.compile("loader_hooks")).write(
                to: URL(fileURLWithPath: path))
            defer { try? FileManager.default.removeItem(atPath: path) }
            let load = try Command.swiftlet(["load", "--pin", folder + "/a", "--json", path])
            let loaded = try #require(try load.events().first)
            let expected = Set(loaded["pinned"] as? [String] ?? [])
            #expect(!expected.isEmpty, "\(load.errors)")
            let json = try ShowTests().show()
            var found: Set<String> = []
            for kind in ["programs", "maps", "links"] {
                for object in try ShowTests().objects(json, kind).values {
                    for pin in try #require(object["pinned"] as? [String])
                    where pin.hasPrefix(folder) {
                        #expect(found.insert(pin).inserted)
                        #expect((object["held_by"] as? [Any])?.count == 0)
                    }
                }
            }
            #expect(found == expected)
            let text = try Command.swiftlet(["show", "programs"])
            #expect(text.output.contains("  \(folder)/a/"), "\(text.output)")
        }
    }

    @Test func unknownKinds() throws {
        let unknown = try Command.swiftlet(["show", "program"])
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("'program': expected programs, maps, links"))
        let two = try Command.swiftlet(["show", "maps", "links"])
        #expect(two.status == 64)
    }
}
