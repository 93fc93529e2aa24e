internal import ELFLoader

extension Report {
    mutating func checkData(_ objects: Objects) {
        check("variables") {
            let object = try objects.load("loader_data")
            // The sum of the values in the fixture.
            try expect(object.run("add_all"), 136, "sum")
            let changed = try objects.load("loader_data") { spec in
                try spec.setVariable("constant64", to: UInt64(1004))
                try spec.setVariable("changed8", to: Int8(-101))
                try spec.setVariable("private_zero", to: UInt32(7))
            }
            try expect(changed.run("add_all"), 136 + 1000 - 100 + 7, "sum of changed variables")
            try expect(changed.run("add_all"), 136 + 1000 - 100 + 8, "sum of the second run")
        }
        check("constants are frozen, and known to the verifier") {
            let object = try objects.load("loader_data")
            try expect(object.run("unreachable"), 0, "unreachable")
            for map in object.maps where map.name.hasPrefix(".") {
                guard let value = try map.lookup(key: [0, 0, 0, 0]) else {
                    throw CheckFailure("\(map.name) is empty")
                }
                try expect(Self.refuses(map, value), map.name.hasPrefix(".rodata"), "\(map.name) refuses updates")
            }
            do {
                _ = try objects.load("loader_data") { try $0.setVariable("switched", to: UInt8(1)) }
            } catch LoadError.kernel(.rejected) {
                return
            }
            throw CheckFailure("the verifier took what can't be read")
        }
        check("types that older kernels lack are replaced") {
            let object = try objects.load("kernel_kinds", only: "socket_filter")
            if let error = object.typesError { throw error }
        }
    }

    /// Whether the kernel rejects writes to a map.
    private static func refuses(_ map: LoadedMap, _ value: [UInt8]) throws(KernelError) -> Bool {
        do throws(KernelError) {
            try map.update(key: [0, 0, 0, 0], value: value)
        } catch .call(.mapUpdate, _, .notPermitted) {
            return true
        }
        return false
    }
}
