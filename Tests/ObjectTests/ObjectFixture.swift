import FixtureCompiler
import SwiftletBytes
import SwiftletObject

/// The specs of fixtures.
enum ObjectFixture {
    static func spec(
        _ name: String, target: FixtureCompiler.Target = .little, flags: [String] = []
    ) throws -> ObjectSpec {
        try ObjectSpec(
            parsing: ByteView(FixtureCompiler.compile(name, target: target, flags: flags)),
            name: name)
    }
}
