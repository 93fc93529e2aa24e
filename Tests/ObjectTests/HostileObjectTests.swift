import FixtureCompiler
import Foundation
import RandomBytes
import SwiftletBytes
import SwiftletObject
import Testing

/// Objects that no compiler wrote: a typed error or a spec that holds together, and never a trap.
@Suite struct HostileObjectTests {
    /// Parses, and follows everything that a spec refers to.
    @discardableResult
    private static func walk(_ bytes: [UInt8]) -> Bool {
        guard let spec = try? ObjectSpec(parsing: ByteView(bytes), name: "hostile") else {
            return false
        }
        for program in spec.programs {
            precondition(spec.functions.indices.contains(program.function))
        }
        for variable in spec.variables { precondition(spec.maps.indices.contains(variable.map)) }
        var copy = spec
        for variable in spec.variables where variable.size >= 0 && variable.size < 1 << 20 {
            try? copy.setVariable(variable.name, to: [UInt8](repeating: 1, count: variable.size))
        }
        for function in spec.functions {
            for relocation in function.relocations {
                precondition(function.instructions.indices.contains(relocation.instruction))
                switch relocation.target {
                case .map(let map), .data(let map, _): precondition(spec.maps.indices.contains(map))
                case .call(let callee), .functionAddress(let callee):
                    precondition(spec.functions.indices.contains(callee))
                case .extern(let index), .externCall(let index):
                    precondition(spec.externs.indices.contains(index))
                case .jumpTable, .invalid: break
                }
            }
        }
        return true
    }

    @Test(arguments: ["loader_maps", "loader_calls"])
    func truncatedAtEveryByte(fixture: String) throws {
        let bytes = try FixtureCompiler.compile(fixture)
        #expect(Self.walk(bytes))
        // The section headers stand last, so that no shorter file is whole.
        for end in 0..<bytes.count { #expect(!Self.walk(Array(bytes[..<end])), "\(end)") }
    }

    /// Set SWIFTLET_TEST_SEED to repeat a run.
    @Test func randomCorruption() throws {
        let seed =
            ProcessInfo.processInfo.environment["SWIFTLET_TEST_SEED"].flatMap { UInt64($0) }
            ?? UInt64.random(in: 0 ... .max)
        print("objects: SWIFTLET_TEST_SEED=\(seed)")
        var random = SplitMix64(state: seed)
        let originals = try [
            FixtureCompiler.compile("loader_maps"), FixtureCompiler.compile("loader_data"),
            FixtureCompiler.compile("loader_calls", target: .big),
            FixtureCompiler.compile("subprograms"),
        ]
        var parsed = 0
        let count = 6_000
        for _ in 0..<count {
            var bytes = originals.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] =
                    Bool.random(using: &random)
                    ? [0x00, 0x01, 0x07, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
                    : UInt8.random(in: 0 ... .max, using: &random)
            }
            if Self.walk(bytes) { parsed += 1 }
        }
        print("\(count) corrupted objects: \(parsed) parsed, \(count - parsed) refused")
        #expect(parsed > 0 && parsed < count)
    }

    @Test func whatIsNoBPFObjectIsRefused() throws {
        var bytes = try FixtureCompiler.compile("loader_calls")
        bytes[18] = 62  // EM_X86_64
        let error = #expect(throws: ObjectError.self) {
            try ObjectSpec(parsing: ByteView(bytes), name: "other")
        }
        guard case .notBPF(machine: 62, type: 1) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let text = #expect(throws: ObjectError.self) {
            try ObjectSpec(parsing: ByteView(Array("#!/bin/sh\n".utf8)), name: "text")
        }
        guard case .elf = text else {
            Issue.record("\(String(describing: text))")
            return
        }
    }
}
