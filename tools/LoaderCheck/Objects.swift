internal import ELFLoader

/// The compiled fixtures.
struct Objects {
    let folder: String

    func spec(_ name: String) throws -> ObjectSpec {
        let bytes = try Kernel.readFile("\(folder)/\(name).o")
        return try ObjectSpec(parsing: ByteView(bytes), name: name)
    }

    /// The spec of a file, with one program only.
    func spec(_ name: String, only program: String) throws -> ObjectSpec {
        var spec = try spec(name)
        for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
        return spec
    }

    func load(
        _ name: String, _ edit: (inout ObjectSpec) throws -> Void = { _ in }
    ) throws -> LoadedObject {
        var spec = try spec(name)
        try edit(&spec)
        return try spec.load()
    }

    /// An object with one program only.
    func load(
        _ name: String, only program: String, _ edit: (inout ObjectSpec) throws -> Void = { _ in }
    ) throws -> LoadedObject {
        try load(name) { spec in
            for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
            try edit(&spec)
        }
    }
}

extension LoadedObject {
    /// The result of a program for a packet of zeroes.
    func run(_ program: String, packet: Int = 64) throws -> UInt32 {
        let program = try programs[program]
        return try Kernel.programTestRun(
            program.descriptor.number, data: [UInt8](repeating: 0, count: packet),
            name: program.name
        ).result
    }

    /// A variable of 8 bytes.
    func value(of name: String, _ spec: ObjectSpec) throws -> UInt64 {
        guard let variable = spec.variables.first(where: { $0.name == name }),
            let bytes = try maps[variable.map].lookup(key: [0, 0, 0, 0])
        else { throw CheckFailure("no variable \(name)") }
        return try ByteView(bytes).load(UInt64.self, at: variable.offset, .host)
    }
}
