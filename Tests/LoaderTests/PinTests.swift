import ELFLoader
import Foundation
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Pins, each test in a mount namespace of its own with a bpffs of its own.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct PinTests {
    private static let folder = "/sys/fs/bpf"
    /// Has a map that is to be pinned by its name.
    private static let pinning = ["-DPINNING"]

    private func withFileSystem(_ body: @escaping @Sendable () throws -> Void) throws {
        try PrivateMounts.run(mounting: [("bpf", Self.folder)], body)
    }

    private static func pins(_ folder: String = Self.folder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            // What the kernel puts there when it is mounted.
            $0 != "maps.debug" && $0 != "progs.debug"
        }.sorted()
    }

    @Test func byNameIsUsedAgainWithWhatItHolds() throws {
        try withFileSystem {
            let first = try Fixture.load("loader_maps", flags: Self.pinning).maps["kept_by_name"]
            #expect(first.pinPath == "/sys/fs/bpf/kept_by_name")
            #expect(!first.isReused)
            #expect(try Self.pins() == ["kept_by_name"])
            try first.update(key: [9, 0, 0, 0], value: [8, 0, 0, 0])
            let id = try first.info().id

            let second = try Fixture.load("loader_maps", flags: Self.pinning).maps["kept_by_name"]
            #expect(second.isReused)
            #expect(try second.info().id == id)
            #expect(try second.lookup(key: [9, 0, 0, 0]) == [8, 0, 0, 0])
            #expect(try second.unpin())
            #expect(try Self.pins().isEmpty)
            #expect(
                try !Fixture.load("loader_maps", flags: Self.pinning).maps["kept_by_name"].isReused)
        }
    }

    @Test func theProgramUsesThePinnedMap() throws {
        try withFileSystem {
            let first = try Fixture.load("loader_maps", flags: Self.pinning)
            let second = try Fixture.load("loader_maps", flags: Self.pinning)
            #expect(try second.run("use_maps") == 0)
            #expect(try first.maps["kept_by_name"].lookup(key: [1, 0, 0, 0]) == [1, 0, 0, 0])
        }
    }

    @Test func libbpfFindsWhatWePinned() throws {
        try withFileSystem {
            let object = try Fixture.load("loader_maps", flags: Self.pinning)
            let shown = try Bpftool.output([
                "-j", "map", "show", "pinned", "/sys/fs/bpf/kept_by_name",
            ])
            let map = try #require(try JSONSerialization.jsonObject(with: shown) as? [String: Any])
            #expect(map["id"] as? Int == Int(try object.maps["kept_by_name"].info().id))
        }
    }

    /// Each difference is named.
    @Test func aMapThatDiffersIsRefused() throws {
        try withFileSystem {
            let first = try Fixture.load("loader_maps", flags: Self.pinning)
            let edits: [(@Sendable (inout MapSpec) -> Void, String)] = [
                ({ $0.type = .lruHash }, "type: hash, expected lru_hash"),
                ({ $0.maxEntries = 3 }, "max_entries: 2, expected 3"),
                ({ $0.flags = 1 }, "map_flags: 0, expected 1"),
                ({ $0.keySize = 8 }, "key_size: 4, expected 8"),
                ({ $0.valueSize = 8 }, "value_size: 4, expected 8"),
                ({ $0.extra = 1 }, "map_extra: 0, expected 1"),
            ]
            for (edit, difference) in edits {
                let error = #expect(throws: LoadError.self) {
                    _ = try Fixture.load("loader_maps", flags: Self.pinning) {
                        edit(&$0.maps[try $0.map(named: "kept_by_name")])
                    }
                }
                #expect(
                    "\(error!)"
                        == "map 'kept_by_name': the map pinned at /sys/fs/bpf/kept_by_name is another one: \(difference); remove the pin, or pin elsewhere"
                )
            }
            // It is still there.
            #expect(try Self.pins() == ["kept_by_name"])
            withExtendedLifetime(first) {}
        }
    }

    @Test func aPathAndAFolderOfOnesOwn() throws {
        try withFileSystem {
            var spec = try Fixture.spec("loader_maps", flags: Self.pinning)
            try spec.setPinPath("pairs", to: "/sys/fs/bpf/mine/pairs")
            var options = LoadOptions()
            options.pinFolder = "/sys/fs/bpf/by_name"
            let object = try spec.load(options: options)
            #expect(try Self.pins() == ["by_name", "mine"])
            #expect(try Self.pins("/sys/fs/bpf/mine") == ["pairs"])
            #expect(try Self.pins("/sys/fs/bpf/by_name") == ["kept_by_name"])
            #expect(try object.maps["pairs"].pinPath == "/sys/fs/bpf/mine/pairs")
            try spec.setPinPath("kept_by_name", to: nil)
            try spec.setPinPath("pairs", to: nil)
            #expect(
                try spec.load(options: options).maps.allSatisfy { $0.pinPath == nil })
        }
    }

    @Test func nothingStaysWhenTheLoadFails() throws {
        try withFileSystem {
            for rejected in [true, false] {
                #expect(throws: LoadError.self) {
                    var spec = try Fixture.spec("loader_maps", flags: Self.pinning)
                    var options = LoadOptions()
                    options.pinFolder = "/sys/fs/bpf/new"
                    if rejected {
                        // The verifier says no when all maps are pinned.
                        try spec.setCreated("sized_by_number", false)
                    } else {
                        try spec.setPinPath("outer_array", to: "/sys/fs/bpf/no/such/folder")
                    }
                    _ = try spec.load(options: options)
                }
                #expect(try Self.pins().isEmpty)
            }
            // What was there before stays.
            let first = try Fixture.load("loader_maps", flags: Self.pinning)
            #expect(throws: LoadError.self) {
                _ = try Fixture.load("loader_maps", flags: Self.pinning) {
                    try $0.setCreated("sized_by_number", false)
                }
            }
            #expect(try Self.pins() == ["kept_by_name"])
            withExtendedLifetime(first) {}
        }
    }

    @Test func withoutABPFFileSystemItIsSaidWhatToDo() throws {
        try PrivateMounts.run(mounting: [("tmpfs", Self.folder)]) { () throws in
            let error = #expect(throws: LoadError.self) {
                _ = try Fixture.load("loader_maps", flags: Self.pinning)
            }
            #expect(
                "\(error!)"
                    == "map 'kept_by_name': can't be pinned at /sys/fs/bpf/kept_by_name: that is not on a BPF file system; mount one (mount -t bpf bpf /sys/fs/bpf), or pin below one that is mounted"
            )
            #expect(try Self.pins().isEmpty)
        }
    }

    /// Only a path's last folder is made; it is said which one is missing, and what to do there.
    @Test func aFolderThatIsMissing() throws {
        try withFileSystem {
            let map = try Fixture.load("map_types").maps["t_hash"]
            let missing = #expect(throws: KernelError.self) { try map.pin(at: "/sys/fs/bpf/a/b/c") }
            #expect(
                "\(missing!)"
                    == "map 't_hash': can't be pinned at /sys/fs/bpf/a/b/c: there is no folder /sys/fs/bpf/a: make it first (mkdir -p /sys/fs/bpf/a/b); only a path's last folder is made"
            )
            let elsewhere = #expect(throws: KernelError.self) { try map.pin(at: "/no/such/folder/map") }
            #expect(
                "\(elsewhere!)"
                    == "map 't_hash': can't be pinned at /no/such/folder/map: there is no folder /no: make it and mount a BPF file system there (mkdir -p /no/such/folder && mount -t bpf bpf /no/such/folder), or pin below one that is mounted"
            )
            let single = #expect(throws: KernelError.self) { try map.pin(at: "/tmp/no-such-folder/map") }
            #expect("\(single!)".contains("there is no folder /tmp/no-such-folder: make it and mount"))
            let file = #expect(throws: KernelError.self) { try map.pin(at: "/etc/passwd/map") }
            #expect("\(file!)".contains("ENOTDIR"))
            let other = #expect(throws: KernelError.self) { try map.pin(at: "/tmp/map") }
            #expect("\(other!)".contains("that is not on a BPF file system"))
            #expect(try Self.pins().isEmpty)
        }
    }

    @Test func somethingElseUnderThePathIsRefused() throws {
        try withFileSystem {
            let program = try Fixture.load("map_types").programs["idle"]
            try program.pin(at: "/sys/fs/bpf/kept_by_name")
            let error = #expect(throws: LoadError.self) {
                _ = try Fixture.load("loader_maps", flags: Self.pinning)
            }
            #expect(
                "\(error!)"
                    == "map 'kept_by_name': a program is pinned at /sys/fs/bpf/kept_by_name, expected a map"
            )
        }
    }

    @Test func aNameThatIsTakenAndOneWithADot() throws {
        try withFileSystem {
            let object = try Fixture.load("map_types")
            let map = try object.maps["t_hash"]
            let program = try object.programs["idle"]
            try map.pin(at: "/sys/fs/bpf/x")
            let taken = #expect(throws: KernelError.self) { try program.pin(at: "/sys/fs/bpf/x") }
            #expect(
                "\(taken!)"
                    == "program 'idle' at /sys/fs/bpf/x: BPF_OBJ_PIN: EEXIST (already there): something else is there: remove it (rm /sys/fs/bpf/x), or pin elsewhere")
            let dotted = #expect(throws: KernelError.self) { try map.pin(at: "/sys/fs/bpf/a.b") }
            #expect("\(dotted!)".contains("takes no names with a dot"))
            #expect(try !map.unpin())
        }
    }

    @Test func awholeObjectIsPinnedOrNothing() throws {
        try withFileSystem {
            let object = try Fixture.load("loader_data")
            let paths = try object.pin(in: "/sys/fs/bpf/all")
            #expect(paths.count == object.maps.count + object.programs.count)
            #expect(
                try Self.pins("/sys/fs/bpf/all")
                    == [
                        "_bss", "_data", "_data_apart", "_rodata", "_rodata_apart", "add_all",
                        "unreachable",
                    ])
            let other = try Fixture.load("loader_data")
            #expect(throws: KernelError.self) { try other.pin(in: "/sys/fs/bpf/all") }
            try object.programs["add_all"].pin(at: "/sys/fs/bpf/some/add_all")
            let error = #expect(throws: KernelError.self) { try other.pin(in: "/sys/fs/bpf/some") }
            #expect("\(error!)".contains("EEXIST"))
            #expect(try Self.pins("/sys/fs/bpf/some") == ["add_all"])
        }
    }

    @Test func aMapOfAnotherObjectIsShared() throws {
        let first = try Fixture.load("loader_maps")
        var options = LoadOptions()
        options.maps["kept_by_name"] = try first.maps["kept_by_name"]
        let spec = try Fixture.spec("loader_maps")
        let second = try spec.load(options: options)
        #expect(try second.run("use_maps") == 0)
        #expect(try first.maps["kept_by_name"].lookup(key: [1, 0, 0, 0]) == [1, 0, 0, 0])
        #expect(try second.maps["kept_by_name"].info().id == first.maps["kept_by_name"].info().id)
        options.maps["kept_by_name"] = try first.maps["pairs"]
        let error = #expect(throws: LoadError.self) {
            _ = try spec.load(options: options)
        }
        #expect(
            "\(error!)"
                == "map 'kept_by_name': the map to be used is another one: key_size: 16, expected 4"
        )
    }
}
