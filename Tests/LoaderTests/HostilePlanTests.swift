import FixtureCompiler
import Foundation
import RandomBytes
import SwiftletBTF
import SwiftletBytes
import Testing

@testable import ELFLoader

/// Objects with changed fields, from bytes to the plan of loading them: a typed error or a plan, and never a
/// trap, a hang or memory without bound. `make fuzz` does the same for longer, by other means.
@Suite struct HostilePlanTests {
    /// A thousand of each, the same in each run; SWIFTLET_TEST_MUTATIONS=20000 for more, and
    /// SWIFTLET_TEST_SEED for others.
    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test(arguments: [
        "core_fields", "core_types", "loader_maps", "loader_data", "loader_calls", "map_types",
        "struct_ops", "arena", "article_execs",
    ])
    func aTypedErrorOrAPlan(fixture: String) throws {
        let original = try FixtureCompiler.compile(fixture, flags: ["-DFOR_LIBBPF", "-DKERNEL_TYPES"])
        let mutated = try MutatedObject(original)
        let whole = try ObjectSpec(parsing: ByteView(original), name: fixture)
        // The object's own types stand for the kernel's: relocations find something, and nothing of
        // this machine is asked.
        let target = TargetTypes.table(try #require(whole.types))
        let seed = Self.setting("SWIFTLET_TEST_SEED") ?? 1
        var random = SplitMix64(state: UInt64(seed))
        let count = Self.setting("SWIFTLET_TEST_MUTATIONS") ?? 1000
        var parsed = 0
        var planned = 0
        let memory = Self.peakMemory()
        for number in 0..<count {
            let bytes = mutated.next(using: &random)
            let start = Self.processorTime()
            if var spec = try? ObjectSpec(parsing: ByteView(bytes), name: "hostile") {
                parsed += 1
                if Self.plan(&spec, target) { planned += 1 }
            }
            let took = Self.processorTime() - start
            if took > 5 {
                Issue.record("\(fixture), seed \(seed): number \(number) took \(took) s")
                return
            }
        }
        print(
            "\(fixture): \(count) objects with changed fields: \(count - parsed) refused, \(parsed) parsed, \(planned) planned"
        )
        #expect(parsed > 0 && parsed < count && planned > 0)
        // Other tests run in this process as well; what is looked for is a field of 32 bits taken for a size.
        #expect(Self.peakMemory() - memory < 1 << 30)
    }

    /// Programs one by one, so that one which is refused does not hide the others.
    private static func plan(_ spec: inout ObjectSpec, _ target: TargetTypes) -> Bool {
        var isPlanned = false
        for index in spec.programs.indices.prefix(8) {
            var alone = spec
            for other in alone.programs.indices { alone.programs[other].isLoaded = other == index }
            var options = LoadOptions(target: target, configuration: "")
            options.pinFolder = "/nowhere"
            if let plan = try? LoadPlan(alone, options: options, kernel: target) {
                isPlanned = true
                for program in plan.programs { _ = try? program.assembled().encoded([], program: "") }
            }
        }
        _ = try? spec.types?.encoded(for: .all, fixups: spec.fixups)
        _ = try? spec.types?.encoded(for: .none, fixups: spec.fixups)
        return isPlanned
    }

    /// Of this thread, in seconds.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most that the process ever had, in bytes.
    private static func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
