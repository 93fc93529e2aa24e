internal import SwiftletBTF
internal import SwiftletKernel
internal import SwiftletObject

extension KernelFeatures {
    /// Whether programs get at the cookie that they were attached with (bpf_get_attach_cookie, Linux 5.15).
    static var hasAttachCookie: Bool {
        let call = Instruction(opcode: 0x85, immediate: 174)
        let loading = ProgramLoading(
            name: "probe", type: ProgramType.tracepoint.rawValue,
            instructions: [call.encoded, 0x95], license: "GPL")
        return (try? Kernel.programLoad(loading)) != nil
    }

    /// Whether the functions of system calls take one pointer to the registers, as their names say
    /// (`__x64_sys_bpf`, ARCH_HAS_SYSCALL_WRAPPER).
    ///
    /// That is a matter of names, which the kernel's types hold; its symbols are asked if it has none.
    static var hasSystemCallWrapper: Bool {
        #if arch(x86_64)
            let name = "__x64_sys_bpf"
        #elseif arch(arm64)
            let name = "__arm64_sys_bpf"
        #else
            let name = ""
        #endif
        guard !name.isEmpty else { return false }
        if let table = try? KernelTypes.table(), !table.ids(named: name, in: .functions).isEmpty {
            return true
        }
        let symbols = try? KernelSymbols.names(of: [name])
        return symbols?.contains(name) == true
    }

    /// What the kernel lacks of what calls of its functions need; nil if it has it.
    ///
    /// - Parameter isOfModule: Whether a module's functions are called.
    static func missingCalls(isOfModule: Bool) -> (feature: String, since: String)? {
        // A function that is in no types: what the verifier says of it shows how far it got.
        let call = Instruction(
            opcode: 0x85, source: Instruction.Pseudo.kernelFunctionCall, offset: isOfModule ? 1 : 0,
            immediate: 1)
        let loading = ProgramLoading(
            name: "probe", type: ProgramType.schedulerClassifier.rawValue,
            instructions: [call.encoded, 0x95], license: "GPL")
        do throws(KernelError) {
            _ = try Kernel.programLoad(loading)
            return nil
        } catch .rejected(_, _, let log) where log.hasLine(endingWith: "BPF_CALL uses reserved fields") {
            return isOfModule
                ? ("calls of functions of its modules", "5.16")
                : ("calls of its functions (kfuncs)", "5.13")
        } catch {
            return nil
        }
    }
}
