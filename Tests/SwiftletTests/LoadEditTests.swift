import FixtureCompiler
import Foundation
import KernelOracle
import Testing

/// What `swiftlet load` changes of an object before it is loaded, and where it pins.
@Suite(.serialized, .enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct LoadEditTests {
    private func withObject<Result>(
        _ fixture: String, flags: [String] = [], _ body: (String) throws -> Result
    ) throws -> Result {
        let path = NSTemporaryDirectory() + "\(fixture)-\(UUID().uuidString).bpf.o"
        try Data(try FixtureCompiler.compile(fixture, flags: flags)).write(
            to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    /// Everything that the object needs to be told.
    private static let whole = [
        "--map-size", "unsized=77", "--map-size", "ring=8192", "--map-inner", "outer=like_this",
        "--set-kconfig", "CONFIG_SWIFTLET_NUMBER=42", "--set-kconfig", "CONFIG_SWIFTLET_TEXT=text",
    ]

    @Test func sizesInnerMapsAndOptions() throws {
        try withObject("unsized") { path in
            let result = try Command.swiftlet(["load", "--json", path] + Self.whole)
            #expect(result.status == 0, "\(result.errors)")
            let maps = try #require(try result.events().first?["maps"] as? [[String: Any]])
            func entries(_ name: String) -> Int? {
                maps.first { $0["name"] as? String == name }?["max_entries"] as? Int
            }
            #expect(entries("unsized") == 77)
            #expect(entries("ring") == 8192)
            #expect(entries("outer") == 2)
            // By its fields, too.
            let other = try Command.swiftlet(
                ["load", path] + Self.whole + ["--map-inner", "outer=hash,4,8,0x10,1"])
            #expect(other.status == 0, "\(other.errors)")
        }
    }

    /// Without each of them the object can't be loaded, and the message names the option.
    @Test(arguments: [
        ("unsized=77", "map 'unsized': field 'max_entries'", "(--map-size unsized=ENTRIES)"),
        ("ring=8192", "map 'ring': field 'max_entries'", "(--map-size ring=ENTRIES)"),
        ("outer=like_this", "map 'outer': field 'values'", "(--map-inner outer=TEMPLATE)"),
        (
            "CONFIG_SWIFTLET_NUMBER=42", "option 'CONFIG_SWIFTLET_NUMBER'",
            "(--set-kconfig CONFIG_SWIFTLET_NUMBER=VALUE)"
        ),
    ])
    func whatIsMissingIsNamed(_ left: String, _ said: String, _ option: String) throws {
        try withObject("unsized") { path in
            var arguments = Self.whole
            let index = try #require(arguments.firstIndex(of: left))
            arguments.removeSubrange(index - 1...index)
            let result = try Command.swiftlet(["load", path] + arguments)
            #expect(result.status != 0)
            #expect(
                result.errors.contains(said) && result.errors.contains(option), "\(result.errors)")
        }
    }

    @Test(arguments: [
        ("--map-size", "unsizd=1", "no map is called 'unsizd' (did you mean 'unsized'?)"),
        ("--map-size", "unsized=x", "'x', expected a number of entries from 0 to 4294967295"),
        ("--map-size", "unsized=4294967296", "'4294967296', expected a number"),
        ("--map-size", ".rodata=2", "it is a data section"),
        ("--map-size", "unsized", "unsized"),
        ("--map-inner", "otuer=like_this", "did you mean 'outer'?"),
        ("--map-inner", "outer=like_that", "did you mean 'like_this'?"),
        ("--map-inner", "outer=hsah,4,4,1", "no map type is called 'hsah' (did you mean 'hash'?)"),
        (
            "--map-inner", "outer=hash,4,4",
            "expected the name of a map, or TYPE,KEY,VALUE,ENTRIES[,FLAGS]"
        ),
        ("--map-inner", "outer=hash,4,x,1", "'x' in 'hash,4,x,1' is no number of 32 bits"),
        ("--map-inner", "unsized=like_this", "expected array_of_maps or hash_of_maps"),
        ("--set-kconfig", "CONFIG_SWIFTLET_NUMBR=1", "did you mean 'CONFIG_SWIFTLET_NUMBER'?"),
        (
            "--set-kconfig", "CONFIG_SWIFTLET_NUMBER=99999999999",
            "is out of the range of 4 bytes, signed"
        ),
        ("--set-kconfig", "CONFIG_SWIFTLET_NUMBER=y", "needs a variable of type bool"),
        ("--set", "config.inner[2].mode=LOUD", "index 2 is outside the array, expected 0 ... 1"),
        ("--set", "config.iner[0].mode=LOUD", "has no member 'iner' (did you mean 'inner'?)"),
        ("--set", "config.inner[0].mode=LOWD", "did you mean 'LOUD'?"),
        ("--set", "config.inner[0].limit=1024", "outside the range 0 ... 1023"),
        ("--set", "config.inner=1", "array of"), ("--set", "config.before.x=1", "has no members"),
        ("--set", "config.before[0]=1", "has no elements"),
        ("--set", "config.inner[x].mode=1", "index 'x' is not a number"),
        ("--set", "config.name=four", "a zero has to follow them"),
        ("--set", "config[0=1", "expected .MEMBER or [INDEX]"),
        ("--set", "confg.name=a", "did you mean 'config'?"),
    ])
    func whatMakesNoSense(_ option: String, _ value: String, _ said: String) throws {
        try withObject("unsized") { path in
            let result = try Command.swiftlet(["load", path] + Self.whole + [option, value])
            #expect(result.status == 64, "\(result.errors)")
            #expect(result.errors.contains(said), "\(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    /// Members, bit fields and elements are in the map's value, as bpftool reads it.
    @Test func membersAndElements() throws {
        try PrivateMounts.run(mounting: [("bpf", "/sys/fs/bpf")]) {
            try withObject("unsized") { path in
                let set = [
                    "--set", "config.inner[1].limit=1023", "--set", "config.inner[1].mode=LOUD",
                    "--set", "config.name=a",
                    "--set", "config.before=0x10",
                ]
                let result = try Command.swiftlet(
                    ["load", "--pin", "/sys/fs/bpf/edited", "--json", path] + Self.whole + set)
                #expect(result.status == 0, "\(result.errors)")
                let said = try Bpftool.output([
                    "-j", "map", "dump", "pinned", "/sys/fs/bpf/edited/_rodata",
                ])
                let dump = try #require(
                    try JSONSerialization.jsonObject(with: said) as? [[String: Any]])
                let bytes = try #require(dump.first?["value"] as? [String])
                #expect(
                    bytes == [
                        "0x10", "0x00", "0x00", "0x00", "0x00", "0x00", "0x00", "0x00", "0xf5",
                        "0x3f", "0x00", "0x00", "0x61", "0x00", "0x00", "0x00",
                    ])
            }
        }
    }

    /// A folder of a BPF file system that is not the usual one, and an object that pins by name.
    @Test func pinnedByNameInTheFolder() throws {
        try PrivateMounts.run(mounting: [("tmpfs", "/sys/fs/bpf"), ("bpf", "/mnt")]) {
            try withObject("loader_maps", flags: ["-DPINNING"]) { path in
                let common = ["load", "--program", "use_maps", path]
                let without = try Command.swiftlet(common)
                #expect(without.status == 69)
                #expect(without.errors.contains("that is not on a BPF file system"))
                let result = try Command.swiftlet(common + ["--pin", "/mnt/tool", "--json"])
                #expect(result.status == 0, "\(result.errors)")
                let pinned = try #require(try result.events().first?["pinned"] as? [String])
                #expect(
                    pinned.contains("/mnt/tool/kept_by_name")
                        && pinned.contains("/mnt/tool/use_maps"))
                #expect(
                    Set(pinned)
                        == Set(
                            try FileManager.default.contentsOfDirectory(atPath: "/mnt/tool").map {
                                "/mnt/tool/\($0)"
                            }))
                // What is there by name is used again; the rest is taken.
                let again = try Command.swiftlet(common + ["--pin", "/mnt/tool"])
                #expect(again.status == 69)
                #expect(again.errors.contains("EEXIST"))
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: "/mnt/tool").count
                        == pinned.count)
                // If one can't be pinned, nothing is.
                try FileManager.default.createDirectory(
                    atPath: "/mnt/half", withIntermediateDirectories: false)
                try FileManager.default.moveItem(
                    atPath: "/mnt/tool/use_maps", toPath: "/mnt/half/use_maps")
                let half = try Command.swiftlet(common + ["--pin", "/mnt/half"])
                #expect(half.status == 69)
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: "/mnt/half") == ["use_maps"]
                )
                let deep = try Command.swiftlet(common + ["--pin", "/mnt/a/b"])
                #expect(
                    deep.errors.contains(
                        "there is no folder /mnt/a: make it first (mkdir -p /mnt/a/b)"),
                    "\(deep.errors)")
            }
        }
    }

    @Test func aFolderInPlaceOfAFile() throws {
        try withObject("loader_hooks") { path in
            let types = try Command.swiftlet(["load", "--btf", "/sys/kernel/btf", path])
            #expect(types.status == 66)
            #expect(types.errors.contains("/sys/kernel/btf: is a folder, expected a file"))
            let object = try Command.swiftlet(["load", "/sys/kernel/btf"])
            #expect(object.status == 66)
            #expect(object.errors.contains("/sys/kernel/btf: is a folder, expected a file"))
        }
    }

    /// A uprobe of an IFUNC: the option is named, and does it.
    @Test func indirectFunctions() throws {
        try withObject("hooks_user") { path in
            let common = ["load", "--program", "on_copy", "--attach", path]
            let refused = try Command.swiftlet(common)
            #expect(refused.status == 69)
            #expect(refused.errors.contains("'memcpy' is an IFUNC"))
            #expect(refused.errors.contains("(--resolve-ifuncs)"))
            let running = try Command.start([Command.swiftlet] + common + ["--resolve-ifuncs"])
            #expect(
                running.waitUntilSaid("attached on_copy to memcpy in libc.so.6"),
                "\(running.complained)")
            running.process.terminate()
            #expect(try running.end().status == 0)
        }
    }

    @Test func variablesThatALinkerIsToPlace() throws {
        try withObject("common_variable", flags: ["-fcommon"]) { path in
            let result = try Command.swiftlet(["load", path])
            #expect(result.status == 65)
            #expect(
                result.errors.contains(
                    "against 'tentative': a variable that a linker is to place (COMMON); compile it with -fno-common"
                ), "\(result.errors)")
        }
    }
}
