import FixtureCompiler
import SwiftletCORE
import SwiftletObject
import Testing

/// Arrays whose lengths differ: what is loaded of them is an element, whose size is the same.
struct ArrayTests {
    @Test(arguments: FixtureCompiler.Target.allCases)
    func whatGrewIsReadAsBefore(order: FixtureCompiler.Target) throws {
        let pair = try CompiledPair("core_arrays", target: order)
        var resolver = try pair.resolver()
        for function in pair.local.functions {
            let (instructions, patches) = try pair.local.relocated(function, &resolver)
            #expect(try instructions == pair.target.function(function.name).instructions, "\(function.name)")
            #expect(!patches.isEmpty)
        }
        #expect(pair.local.functions.count == 4)
    }
}
