import ELFLoader
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// Programs that throw (bpf_throw, Linux 6.7).
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct ExceptionTests {
    @Test func theCallbackOfAProgramIsLoadedWithIt() throws {
        guard try KernelTypes.hasFunctions(named: "bpf_throw") == [true] else {
            print("LEFT OUT: exceptions: this kernel has no bpf_throw (Linux 6.7)")
            return
        }
        let object = try Fixture.load("loader_exceptions")
        // What the callback makes of what was thrown.
        #expect(try object.run("thrower") == 42)
    }

    @Test func aCallbackThatIsNotThereIsNamed() throws {
        let error = #expect(throws: LoadError.self) {
            try Fixture.load("loader_exceptions") { spec in
                try spec.setLoaded("without_callback", true)
            }
        }
        guard case .exceptionCallback("without_callback", "nobody", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func hiddenVariablesDontMakeASectionMappable() throws {
        let spec = try Fixture.spec("loader_exceptions")
        let hidden = spec.maps[try spec.map(named: ".bss.hidden")]
        let seen = spec.maps[try spec.map(named: ".bss.seen")]
        #expect(hidden.flags & MapSpec.mappable == 0)
        #expect(seen.flags & MapSpec.mappable != 0)
    }
}
