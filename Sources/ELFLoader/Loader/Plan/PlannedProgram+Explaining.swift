internal import SwiftletCORE
internal import SwiftletKernel
internal import SwiftletObject

extension PlannedProgram {
    /// Adds to a rejection what the verifier can't know: that the kernel lacks a feature the program needs,
    /// or that an instruction was poisoned because the kernel's types lack a field.
    func explaining(_ error: KernelError) -> KernelError {
        guard case .rejected(let program, let errno, var log) = error else { return error }
        let code = assembled()
        if let (feature, since) = missingFeature(code.instructions) {
            return .missingFeature(feature, since: since, subject: "program '\(program)'")
        }
        if let reason = code.leftOut(log) {
            log.explanation = "the program gets to a map that was left out: \(reason)"
            return .rejected(program: program, errno: errno, log: log)
        }
        guard let reason = code.poisoned(log) else { return error }
        log.explanation = "the program gets to what this kernel lacks: \(reason)"
        return .rejected(program: program, errno: errno, log: log)
    }

    /// The first feature that the program uses and the kernel lacks. Each is probed separately.
    private func missingFeature(_ instructions: [Instruction]) -> (feature: String, since: String)? {
        if let (name, since) = kind.type.youngerThanOldest,
            KernelFeatures.lacks(kind.type, flags: kind.flags)
        {
            return ("program type '\(name)'", since)
        }
        // For struct_ops programs, the field holds a member's index instead.
        if kind.type != .structOps, let feature = kind.expectedAttachType.feature,
            KernelFeatures.refuses(kind, attachType: attachType)
        {
            return (feature.name, feature.since)
        }
        if let feature = kind.flagFeature, KernelFeatures.refuses(kind, attachType: attachType) {
            var plain = kind
            plain.flags = 0
            if !KernelFeatures.refuses(plain, attachType: attachType) { return feature }
        }
        var tried: Set<Int32> = []
        for instruction in instructions where instruction.isCall && instruction.source == 0 {
            let number = instruction.immediate
            guard let helper = HelperFunction(number), tried.insert(number).inserted,
                KernelFeatures.lacks(helper: number)
            else { continue }
            return ("helper \(helper.name)", helper.since)
        }
        // kfuncs; those of modules came later.
        let calls = instructions.filter { $0.isCall && $0.source == Instruction.Pseudo.kernelFunctionCall }
        if !calls.isEmpty,
            let missing = KernelFeatures.missingCalls(isOfModule: calls.contains { $0.offset != 0 })
        {
            return missing
        }
        // BPF_STX | BPF_ATOMIC with 8 or 4 bytes; an immediate of 0 is the plain addition, which every kernel
        // has.
        let fetches = instructions.contains {
            ($0.opcode == 0xdb || $0.opcode == 0xc3) && $0.immediate != 0
        }
        if fetches, KernelFeatures.lacksAtomicFetch {
            return ("atomic operations but plain additions (BPF_FETCH)", "5.12")
        }
        return nil
    }
}

extension AssembledProgram {
    /// The reason why the instruction at which the verifier stopped was poisoned.
    fileprivate func poisoned(_ log: VerifierLog) -> String? {
        guard let position = log.lastInstruction,
            let patch = patches.first(where: { patch in
                let call = patch.after
                return patch.instruction == position && call.isCall && call.source == 0
                    && (call.immediate == COREResolution.poison
                        || call.immediate >= ExternResolver.poison)
            }),
            log.hasLine(endingWith: "invalid func unknown#\(patch.after.immediate)")
        else { return nil }
        return patch.reason
    }
}

extension ProgramKind {
    /// The feature that the program's flags require and some kernels since 5.10 lack, and the first version
    /// with it.
    fileprivate var flagFeature: (feature: String, since: String)? {
        if type == .xdp, flags & ProgramKind.fragments != 0 {
            return ("xdp.frags programs (BPF_F_XDP_HAS_FRAGS)", "5.18")
        }
        if type == .kprobe, flags & ProgramKind.sleepable != 0 { return ("sleepable uprobes", "6.0") }
        return nil
    }
}
