internal import ELFLoader

extension Report {
    /// Operations on the elements of maps and on variables.
    mutating func checkOperations(_ objects: Objects) {
        func map(_ name: String, entries: UInt32) throws -> LoadedMap {
            try objects.load("map_types") { spec in
                for map in spec.maps { try spec.setCreated(map.name, map.name == name) }
                try spec.resizeMap(name, to: entries)
            }.maps[name]
        }
        check("map operations: batches, and every element once") {
            let map = try map("t_hash", entries: 3000)
            try map.update((0..<3000 as Range<UInt64>).map { ($0.mapBytes, ($0 * 2).mapBytes) })
            let entries = try map.entries(UInt64.self, UInt64.self)
            var keys: Set<UInt64> = []
            for (key, value) in entries {
                try expect(value, key * 2, "value of \(key)")
                keys.insert(key)
            }
            if let error = entries.error { throw error }
            try expect(keys.count, 3000, "keys")
            let batch = try map.batch(limit: 1000, deleting: true)
            guard batch.count > 0, batch.count <= 1000 else { throw CheckFailure("\(batch.count) in a batch") }
            try expect(map.lookup(key: Array(batch.keys.prefix(8))), nil, "an element that was removed")
        }
        check("map operations: values per CPU") {
            let map = try map("t_pcpu_array", entries: 3)
            let parts = (0..<(try Kernel.possibleProcessors())).map { UInt64($0 + 5).mapBytes }
            try map.update(key: UInt32(2).mapBytes, parts: parts)
            try expect(map.parts(key: UInt32(2).mapBytes), parts, "parts")
            var count = 0
            try map.forEachElement { _, _ in count += 1 }
            try expect(count, 3, "elements")
        }
        // Probed through LoadError, like all features.
        func wrapping<Value>(_ body: () throws(KernelError) -> Value) throws -> Value {
            do { return try body() } catch { throw LoadError.kernel(error) }
        }
        check("map operations: batches of a percpu_array", since: KernelVersion(5, 13)) {
            let map = try map("t_pcpu_array", entries: 3)
            let batch = try wrapping { () throws(KernelError) in try map.batch(limit: 3) }
            try expect(batch.count, 3, "elements")
        }
        check("map operations: lookup and deletion in one", since: KernelVersion(5, 14)) {
            let map = try map("t_hash", entries: 3)
            try map.set(UInt64(1), to: UInt64(2))
            let value = try wrapping { () throws(KernelError) in
                try map.remove(key: UInt64(1).mapBytes)
            }
            try expect(value, UInt64(2).mapBytes, "value")
        }
        check("map operations: queue and stack") {
            for (name, last) in [("t_queue", UInt64(1)), ("t_stack", 2)] {
                let map = try map(name, entries: 2)
                try map.push(UInt64(1).mapBytes)
                try map.push(UInt64(2).mapBytes)
                try expect(map.peek(), last.mapBytes, name)
                try expect(map.pop(), last.mapBytes, name)
            }
        }
        check("variables in place") {
            let object = try objects.load("loader_data")
            let changed = try object.variables["changed64"]
            try expect(changed.isMapped, true, "mapped")
            let before = try object.run("add_all")
            try changed.store(Int64(96))
            // private_zero went up by 1 as well.
            try expect(try object.run("add_all"), before &+ 101, "sum")
        }
    }
}
