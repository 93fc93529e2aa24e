import ELFLoader
import FixtureCompiler
import SwiftletBytes
import SwiftletKernel
import SwiftletObject

/// The fixtures as objects.
enum Fixture {
    /// Whose byte order an object is in.
    enum Order {
        case host, other
    }

    /// What a fixture's file says.
    static func spec(
        _ name: String, flags: [String] = [], target: Order = .host
    ) throws -> ObjectSpec {
        let isLittle = (ByteOrder.host == .little) == (target == .host)
        let object = try FixtureCompiler.compile(
            name, target: isLittle ? .little : .big, flags: flags)
        return try ObjectSpec(parsing: ByteView(object), name: name)
    }

    /// A fixture in the kernel, after `edit` of what its file says.
    static func load(
        _ name: String, flags: [String] = [], edit: (inout ObjectSpec) throws -> Void = { _ in }
    ) throws -> LoadedObject {
        var spec = try spec(name, flags: flags)
        try edit(&spec)
        return try spec.load()
    }
}

extension LoadedObject {
    /// What a socket filter returns for a packet of zeroes.
    func run(_ program: String) throws -> UInt32 {
        let program = try programs[program]
        return try Kernel.programTestRun(
            program.descriptor.number, data: [UInt8](repeating: 0, count: 64), name: program.name
        ).result
    }
}
