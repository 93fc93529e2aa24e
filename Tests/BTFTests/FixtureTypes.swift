import FixtureCompiler
import SwiftletBTF
import SwiftletBytes
import SwiftletELF
import Testing

/// The sections `.BTF` and `.BTF.ext` of a compiled fixture.
struct FixtureTypes {
    let types: [UInt8]
    let records: [UInt8]

    init(
        _ name: String, target: FixtureCompiler.Target = .little, flags: [String] = []
    ) throws {
        let file = try ELFFile(
            parsing: ByteView(try FixtureCompiler.compile(name, target: target, flags: flags)))
        types = try file.data(of: try #require(file.section(named: ".BTF"))).bytes
        records = try file.data(of: try #require(file.section(named: ".BTF.ext"))).bytes
    }

    func table() throws -> BTFTable { try BTFTable(parsing: ByteView(types)) }
}
