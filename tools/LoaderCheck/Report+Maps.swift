internal import ELFLoader

extension Report {
    mutating func checkMaps(_ objects: Objects) {
        check("bloom filter", since: KernelVersion(5, 16)) {
            _ = try objects.load("loader_maps")
        }
        let isOld = kernel < KernelVersion(5, 16)
        func load() throws -> LoadedObject {
            try objects.load("loader_maps") { spec in
                // The only map that 5.10 lacks; no program uses it.
                if isOld {
                    let filter = try spec.map(named: "filter")
                    spec.maps[filter].type = .array
                    spec.maps[filter].keySize = 4
                    spec.maps[filter].extra = 0
                }
            }
        }
        check("maps of every other type") {
            let object = try load()
            try expect(object.run("use_maps"), 0, "line of loader_maps.bpf.c")
            let map = try object.maps["pairs"]
            let key: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
            try expect(map.lookup(key: key), key, "value of 'pairs'")
            try expect(map.delete(key: key), true, "deleting")
            try expect(map.lookup(key: key), nil, "deleted value")
            guard let parts = try object.maps["per_cpu"].lookup(key: [1, 0, 0, 0]) else {
                throw CheckFailure("no value of 'per_cpu'")
            }
            try expect(parts.filter { $0 == 77 }.count, 1, "processors with a value")
        }
        check("maps of maps") {
            try expect(load().run("use_inner"), 0, "line of loader_maps.bpf.c")
        }
        check("tail calls") {
            let object = try load()
            try expect(object.run("tail_first"), 1001, "first slot")
            try expect(object.run("tail_second"), 1002, "third slot")
            try expect(object.run("tail_empty"), 1, "empty slot")
        }
        check("ring buffer") { try Self.checkRing(objects) }
    }

    /// Records of random sizes, each with its number.
    private static func checkRing(_ objects: Objects) throws {
        let spec = try objects.spec("loader_ringbuf")
        let object = try spec.load()
        let map = try object.maps["ring"]
        var reader = try RingBufferReader(
            descriptor: map.descriptor.number, size: map.maxEntries)
        var order = RecordOrder()
        for _ in 0..<200 {
            _ = try object.run("write_records")
            reader.consume { order.look($0) }
        }
        if let wrong = order.wrong { throw CheckFailure(wrong) }
        try expect(order.expected, try object.value(of: "written", spec), "records")
        try expect(try object.value(of: "full", spec), 0, "records without room")
        guard order.expected > 1000 else { throw CheckFailure("\(order.expected) records") }
    }
}

extension Report {
    /// Creates each type of map by itself, with the first kernel that has it if 5.10 lacks it.
    mutating func checkMapTypes(_ objects: Objects) {
        let since = [
            "t_task_storage": KernelVersion(5, 11), "t_bloom": KernelVersion(5, 16),
            "t_user_ring": KernelVersion(6, 1), "t_cgrp_storage": KernelVersion(6, 2),
            "t_arena": KernelVersion(6, 9),
        ]
        let names =
            (try? objects.spec("map_types").maps.map { $0.name }.filter { $0.hasPrefix("t_") }) ?? []
        for name in names where !["t_array_of", "t_hash_of"].contains(name) {
            check("map type: \(name)", since: since[name]) {
                let object = try objects.load("map_types") { spec in
                    for map in spec.maps { try spec.setCreated(map.name, map.name == name) }
                }
                let map = try object.maps[name]
                let info = try map.info()
                try expect(info.type, map.type.rawValue, "type")
                try expect(Int(info.maxEntries), map.maxEntries, "max_entries")
            }
        }
    }
}
