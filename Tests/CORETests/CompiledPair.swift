import FixtureCompiler
import SwiftletBTF
import SwiftletBytes
import SwiftletCORE
import SwiftletObject
import Testing

/// A fixture compiled for one layout of its types and for another.
struct CompiledPair {
    let local: ObjectSpec
    let target: ObjectSpec

    init(
        _ fixture: String, target order: FixtureCompiler.Target = .little, flags: [String] = []
    ) throws {
        local = try Self.object(fixture, order, flags)
        target = try Self.object(fixture, order, flags + ["-DTARGET"])
    }

    static func object(
        _ fixture: String, _ order: FixtureCompiler.Target = .little, _ flags: [String] = []
    ) throws -> ObjectSpec {
        let bytes = try FixtureCompiler.compile(fixture, target: order, flags: flags)
        return try ObjectSpec(parsing: ByteView(bytes), name: fixture)
    }

    /// The resolver for the local object on the target.
    func resolver() throws -> COREResolver {
        COREResolver(local: try #require(local.types), target: try #require(target.types))
    }
}

extension ObjectSpec {
    func function(_ name: String) throws -> FunctionSpec {
        try #require(functions.first { $0.name == name }, "no function \(name)")
    }

    /// The relocations of a function, with instructions counted from its own first.
    func relocations(of function: FunctionSpec) throws -> [CORERelocation] {
        let types = try #require(self.types)
        let range = function.start..<function.start + function.instructions.count
        return try #require(records).relocations(in: function.sectionName)
            .filter { range.contains(Int($0.instructionOffset) / Instruction.size) }
            .map {
                try CORERelocation(
                    $0, at: Int($0.instructionOffset) / Instruction.size - function.start, in: types)
            }
    }

    /// A function relocated, and what was done to it.
    func relocated(
        _ function: FunctionSpec, _ resolver: inout COREResolver
    ) throws -> (instructions: [Instruction], patches: [InstructionPatch]) {
        var instructions = function.instructions
        var patches: [InstructionPatch] = []
        for relocation in try relocations(of: function) {
            let resolution = try resolver.resolve(relocation)
            patches += try resolution.apply(to: &instructions, at: relocation.instruction)
        }
        return (instructions, patches)
    }

    /// A constant of 32 bits in `.rodata`.
    func constant(_ name: String) throws -> UInt32? {
        guard let variable = variables.first(where: { $0.name == name }) else { return nil }
        guard case .section(let bytes, _) = maps[variable.map].contents else { return nil }
        return try ByteView(bytes).load(
            UInt32.self, at: variable.offset, order == .little ? .little : .big)
    }
}

extension Instruction {
    static var poisoned: Instruction { Instruction(opcode: 0x85, immediate: 195_896_080) }
}
