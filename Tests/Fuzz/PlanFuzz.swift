// libFuzzer's way through the whole of what happens before the kernel is asked: bytes → spec → plan.

/// Plans the input for a kernel whose types are the input's own: relocations find something to match.
@c(LLVMFuzzerTestOneInput)
public func fuzzPlan(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let spec = try? ObjectSpec(parsing: ByteView(bytes), name: "fuzz"), let types = spec.types,
        // What is read of the running kernel would be the same for all inputs, and slow.
        !spec.externs.contains(where: { $0.source == .kernelSymbol })
    else { return 0 }
    let target = TargetTypes.table(types)
    for index in spec.programs.indices.prefix(4) {
        var alone = spec
        for other in alone.programs.indices { alone.programs[other].isLoaded = other == index }
        let options = LoadOptions(target: target, configuration: "")
        guard let plan = try? LoadPlan(alone, options: options, kernel: target) else { continue }
        for program in plan.programs {
            let code = program.assembled()
            let words = try? code.encoded([], program: program.spec.name)
            precondition(words.map { $0.count == code.instructions.count } ?? true)
            for reference in code.mapReferences {
                precondition(code.instructions.indices.contains(reference.instruction))
                precondition(spec.maps.indices.contains(reference.map))
            }
        }
    }
    return 0
}
