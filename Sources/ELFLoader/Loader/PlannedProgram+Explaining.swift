internal import BPFKernel
internal import BPFObject
internal import CORE

extension PlannedProgram {
    /// Says of a rejection what the verifier can't know: that the kernel lacks something that the
    /// program needs, or that an instruction was made to fail since the kernel's types lack a field.
    func explaining(_ error: KernelError) -> KernelError {
        guard case .rejected(let program, let errno, var log) = error else { return error }
        if let (feature, since) = missingFeature() {
            return .missingFeature(feature, since: since, subject: "program '\(program)'")
        }
        if let reason = leftOut(log) {
            log.explanation = "the program gets to a map that was left out: \(reason)"
            return .rejected(program: program, errno: errno, log: log)
        }
        guard let reason = poisoned(log) else { return error }
        log.explanation = "the program gets to what this kernel lacks: \(reason)"
        return .rejected(program: program, errno: errno, log: log)
    }

    /// What the program uses and the kernel lacks; each is tried by itself.
    private func missingFeature() -> (feature: String, since: String)? {
        if let (name, since) = kind.type.youngerThanOldest,
            KernelFeatures.lacks(kind.type, flags: kind.flags)
        {
            return ("program type '\(name)'", since)
        }
        var tried: Set<Int32> = []
        for instruction in instructions where instruction.isCall && instruction.source == 0 {
            let number = instruction.immediate
            guard let helper = HelperFunction(number), tried.insert(number).inserted,
                KernelFeatures.lacks(helper: number)
            else { continue }
            return ("helper \(helper.name)", helper.since)
        }
        // BPF_STX | BPF_ATOMIC of 8 or 4 bytes; an immediate of 0 is the addition that always was.
        let fetches = instructions.contains {
            ($0.opcode == 0xdb || $0.opcode == 0xc3) && $0.immediate != 0
        }
        if fetches, KernelFeatures.lacksAtomicFetch {
            return ("atomic operations but plain additions (BPF_FETCH)", "5.12")
        }
        return nil
    }

    /// Why the instruction that the verifier stopped at was replaced by one that can't run.
    private func poisoned(_ log: VerifierLog) -> String? {
        guard log.hasLine(endingWith: "invalid func unknown#\(COREResolution.poison)"),
            let position = log.lastInstruction
        else { return nil }
        return patches.first {
            $0.instruction == position && $0.after.isCall
                && $0.after.immediate == COREResolution.poison
        }?.reason
    }
}
