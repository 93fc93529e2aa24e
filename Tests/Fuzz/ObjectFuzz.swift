// libFuzzer's way into Sources/ELFLoader/Object, and through it into ELF and BTF (see ELFFuzz.swift).

/// Parses the input as an object and follows all that the spec refers to.
@c(LLVMFuzzerTestOneInput)
public func fuzzObject(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard var spec = try? ObjectSpec(parsing: ByteView(bytes), name: "fuzz") else { return 0 }
    var slots = 0
    for function in spec.functions {
        slots += function.instructions.count
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
    precondition(slots * Instruction.size <= bytes.count)
    for program in spec.programs { precondition(spec.functions.indices.contains(program.function)) }
    for variable in spec.variables {
        precondition(spec.maps.indices.contains(variable.map))
        if variable.size < 1 << 16 {
            try? spec.setVariable(
                variable.name, to: [UInt8](repeating: 1, count: max(0, variable.size)))
        }
    }
    _ = try? spec.types?.encoded(for: .all, fixups: spec.fixups)
    return 0
}
