import ELFLoader
import FixtureCompiler
import KernelOracle
import SwiftletKernel
import SwiftletObject
import Testing

/// A program in a section of every name: what libbpf loads, this loader loads, and to the same end.
@Suite(.enabled(if: Privilege.isRoot, Comment(rawValue: Privilege.reason)))
struct SectionLoadTests {
    /// What the name alone says too little for; of others the name is the whole section.
    private static let targets: [String: String] = [
        "tracepoint": "sched/sched_process_exec", "tp": "sched/sched_process_exec",
        "raw_tracepoint": "sys_enter", "raw_tp": "sys_enter", "raw_tracepoint.w": "sys_enter",
        "raw_tp.w": "sys_enter", "tp_btf": "sys_enter", "fentry": "do_nanosleep",
        "fexit": "do_nanosleep", "fsession": "do_nanosleep", "fmod_ret": "security_file_open",
        "fentry.s": "__x64_sys_nanosleep", "fexit.s": "__x64_sys_nanosleep",
        "fsession.s": "__x64_sys_nanosleep", "fmod_ret.s": "security_file_open",
        "lsm": "file_open", "lsm.s": "file_open", "lsm_cgroup": "socket_bind", "iter": "task",
        "iter.s": "task", "kprobe": "do_nanosleep", "kretprobe": "do_nanosleep",
        "ksyscall": "nanosleep", "kretsyscall": "nanosleep", "kprobe.multi": "do_nanosleep",
        "kretprobe.multi": "do_nanosleep", "kprobe.session": "do_nanosleep",
    ]

    /// What no kernel takes without something beside the section's name.
    private static let incomplete: Set<String> = [
        // The program whose function is replaced; the structure that it is a member of.
        "freplace", "struct_ops", "struct_ops.s",
    ]

    /// The verifier wants to see certain results.
    private static func result(_ name: String) -> Int {
        name.hasPrefix("cgroup") || name.hasPrefix("sk_lookup") || name.hasPrefix("netfilter") ? 1 : 0
    }

    @Test func whatLibbpfLoadsIsLoaded() throws {
        var both = 0
        var oursAlone: [String] = []
        var neither: [String] = []
        for name in ProgramKind.knownPrefixes where !Self.incomplete.contains(name) {
            let section = Self.targets[name].map { "\(name)/\($0)" } ?? name
            let object = try FixtureCompiler.compile(
                "section", flags: ["-DSECTION=\"\(section)\"", "-DRESULT=\(Self.result(name))"])
            let theirs = try? LibbpfLoad(object, name: "section")
            let ours: LoadedObject
            do {
                ours = try ObjectSpec(parsing: .init(object), name: "section").load()
            } catch {
                #expect(theirs == nil, "\(section): libbpf loads it; \(error)")
                neither.append(section)
                continue
            }
            guard let expected = theirs?.programs["program"] else {
                oursAlone.append(section)
                continue
            }
            let found = try Bpftool.show("prog", id: ours.programs["program"].info().id)
            #expect(found["type"] as? String == expected["type"] as? String, "\(section)")
            #expect(found["tag"] as? String == expected["tag"] as? String, "\(section)")
            both += 1
        }
        print("sections: \(both) loaded by both; by ours alone: \(oursAlone); by neither: \(neither)")
        #expect(both >= 60)
    }
}
