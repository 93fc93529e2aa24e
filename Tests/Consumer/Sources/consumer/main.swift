// Counts execs with nothing but what `import ELFLoader` brings, beside modules of its own.
import BPFObject
import BTF
import Bytes
import ELFLoader
import Glibc
import JSON
import RingBuffer

let own = [OwnBytes.name, OwnBTF.name, OwnJSON.name, OwnRingBuffer.name, OwnBPFObject.name]
let mine = Instruction(text: "an Instruction of its own")
print("with modules \(own) and \(mine.text)")

guard CommandLine.arguments.count > 1 else {
    print("usage: consumer execs.bpf.o [--load]")
    exit(64)
}
do {
    var spec = try ObjectSpec(contentsOf: CommandLine.arguments[1])
    try spec.setVariable("first_pid", to: UInt32(0))
    for program in try LoadPlan(spec).programs {
        let code = program.assembled()
        print("\(program.spec.name): \(code.instructions.count) instructions")
        for patch in code.patches {
            let after: ELFLoader.Instruction = patch.after
            print("  \(patch.instruction): \(patch.reason), opcode \(after.opcode)")
        }
    }
    guard CommandLine.arguments.contains("--load") else { exit(0) }

    let object = try spec.load()
    let link = try object.programs["on_exec"].attach()
    var ring = try object.maps["events"].ringBuffer()
    var poller = try RingBufferPoller()
    try poller.add(object.maps["events"])
    system("/bin/true")
    var records = 0
    while records == 0 {
        guard try !poller.wait(timeoutMilliseconds: 10_000).isEmpty else { break }
        records += ring.consume { _ in }
    }
    let count = try object.variables["execs"].load(as: UInt64.self)
    print("\(link.program): \(records > 0 && count > 0 ? "records came" : "nothing came")")
    guard records > 0, count > 0 else { exit(1) }

    // A wrong name and a wrong kind are errors that say what there is.
    do { _ = try object.maps["event"] } catch { print(error) }
    do { _ = try HashMap<UInt32, UInt64>(object.maps["events"]) } catch { print(error) }
} catch {
    print("\(error)")
    exit(1)
}
