import CommandRun
import ELFLoader
import Foundation
import SwiftletBytes
import SwiftletObject
import Testing

/// A program of a fixture, loaded by itself, that counts what this thread does.
struct Watched {
    let spec: ObjectSpec
    let object: LoadedObject
    let program: LoadedProgram

    init(spec: ObjectSpec, object: LoadedObject, program: LoadedProgram) {
        self.spec = spec
        self.object = object
        self.program = program
    }

    init(
        _ fixture: String, _ program: String, edit: (inout ObjectSpec) throws -> Void = { _ in }
    ) throws {
        var spec = try Fixture.spec(fixture)
        for other in spec.programs { try spec.setLoaded(other.name, other.name == program) }
        try spec.setVariable("wanted_thread", to: try Self.thread())
        try edit(&spec)
        self.spec = spec
        object = try spec.load()
        self.program = try object.programs[program]
    }

    /// This thread's number.
    static func thread() throws -> UInt32 {
        // PID/task/TID
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
        return try #require(UInt32(link.split(separator: "/").last ?? ""))
    }

    /// A variable of 8 bytes.
    func value(_ name: String) throws -> UInt64 {
        let variable = try #require(spec.variables.first { $0.name == name })
        let value = try #require(try object.maps[variable.map].lookup(key: [0, 0, 0, 0]))
        return try ByteView(value).load(UInt64.self, at: variable.offset, .host)
    }

    /// How much a counter grows while `body` runs.
    func growth(of counter: String = "hits", _ body: () throws -> Void) throws -> UInt64 {
        let before = try value(counter)
        try body()
        return try value(counter) - before
    }

    /// Whether the program no longer runs: of a link that was closed. A process that another test forks
    /// meanwhile holds the link, too, until it execs.
    func isStill(of counter: String = "hits", _ body: () throws -> Void) throws -> Bool {
        try eventually { try growth(of: counter, body) == 0 }
    }
}
