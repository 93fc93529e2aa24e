import BPFKernel
import BPFObject
import Bytes
import ELFLoader
import FixtureCompiler

/// The fixtures as objects.
enum Fixture {
    /// What a fixture's file says.
    static func spec(_ name: String, flags: [String] = []) throws -> ObjectSpec {
        try ObjectSpec(
            parsing: ByteView(FixtureCompiler.compile(name, flags: flags)), name: name)
    }

    /// A fixture in the kernel, after `edit` of what its file says.
    static func load(
        _ name: String, flags: [String] = [], edit: (inout ObjectSpec) throws -> Void = { _ in }
    ) throws -> LoadedObject {
        var spec = try spec(name, flags: flags)
        try edit(&spec)
        return try BPFObject.load(spec)
    }
}

extension LoadedObject {
    /// What a socket filter returns for a packet of zeroes.
    func run(_ program: String) throws -> UInt32 {
        let program = try self.program(program)
        return try Kernel.programTestRun(
            program.descriptor.number, data: [UInt8](repeating: 0, count: 64), name: program.name
        ).result
    }
}
